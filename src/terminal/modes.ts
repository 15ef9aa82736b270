// What a session's output has switched on in the terminal, so that it can be switched off when the
// session ends in the middle of it: the alternate screen, mouse reports, bracketed paste, a hidden
// cursor, colours, keyboard modes. Pure. Source: xterm's "Control Sequences", kitty's "keyboard
// protocol".

const ESCAPE = 0x1b;
/** A sequence that is cut by the end of a message; longer ones switch nothing of these. */
const SEQUENCE_MOST_BYTES = 64;
const ALTERNATE = [47, 1047, 1049];
/** Private modes that are off in an ordinary terminal; 1 is the application's cursor keys. */
const OFF = [1, 9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004];
const CURSOR = 25;

/** Watches a session's output. */
export class ScreenModes {
  readonly #on = new Set<number>();
  #isCursorHidden = false;
  #isPainted = false;
  #isKeypadOn = false;
  #keyboards = 0;
  #isModifying = false;
  #isScrollSet = false;
  #rest = "";

  /** A program has the whole screen: a line of ecsin's own would break it. */
  get isFullScreen(): boolean {
    return ALTERNATE.some((mode) => this.#on.has(mode));
  }

  /** Takes output as it is written. */
  push(bytes: Uint8Array): void {
    if (this.#rest === "" && !bytes.includes(ESCAPE)) return;
    const text = this.#rest + new TextDecoder("latin1").decode(bytes);
    for (const [, keypad, marks = "", end = ""] of text.matchAll(SEQUENCE)) {
      if (keypad !== undefined) this.#isKeypadOn = keypad === "=";
      else this.#take(marks, end);
    }
    const last = text.lastIndexOf("\x1b");
    const tail = last === -1 ? "" : text.slice(last);
    // deno-lint-ignore no-control-regex
    this.#rest = tail.length < SEQUENCE_MOST_BYTES && /^\x1b(\[[\x20-\x3f]*)?$/.test(tail)
      ? tail
      : "";
  }

  /** What switches all of it off; empty when nothing is on. */
  restore(): string {
    const off = (mode: number) => `\x1b[?${mode}l`;
    const modes = [...this.#on].filter((mode) => !ALTERNATE.includes(mode));
    return [
      ...modes.map(off),
      this.#isScrollSet ? "\x1b[r" : "",
      // After the scroll region: the saved cursor of the ordinary screen comes back with it.
      ...[...this.#on].filter((mode) => ALTERNATE.includes(mode)).map(off),
      this.#isCursorHidden ? `\x1b[?${CURSOR}h` : "",
      this.#isKeypadOn ? "\x1b>" : "",
      this.#keyboards > 0 ? `\x1b[<${this.#keyboards}u` : "",
      this.#isModifying ? "\x1b[>4m" : "",
      this.#isPainted ? "\x1b[0m" : "",
    ].join("");
  }

  /** What switches the modes on again after {@link restore}; what is painted comes anew. */
  switchedOn(): string {
    return [
      ...[...this.#on].map((mode) => `\x1b[?${mode}h`),
      this.#isCursorHidden ? `\x1b[?${CURSOR}l` : "",
      this.#isKeypadOn ? "\x1b=" : "",
    ].join("");
  }

  #take(marks: string, end: string): void {
    const numbers = marks.replace(/^[?>]/, "").split(";").map(Number);
    if (marks.startsWith("?") && (end === "h" || end === "l")) {
      for (const mode of numbers) {
        if (mode === CURSOR) this.#isCursorHidden = end === "l";
        else if (end === "l") this.#on.delete(mode);
        else if (OFF.includes(mode) || ALTERNATE.includes(mode)) this.#on.add(mode);
      }
    } else if (end === "m" && marks.startsWith(">")) {
      this.#isModifying = numbers[0] === 4 && (numbers[1] ?? 0) > 0;
    } else if (end === "m") this.#isPainted = !/^(.*;)?0?$/.test(marks);
    else if (end === "r" && !/^[?>]/.test(marks)) this.#isScrollSet = marks !== "";
    else if (end === "u" && marks.startsWith(">")) this.#keyboards++;
    else if (end === "u" && marks.startsWith("<")) {
      this.#keyboards = Math.max(0, this.#keyboards - 1);
    }
  }
}

// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b(?:([=>])|\[([\x30-\x3f]*)[\x20-\x2f]*([@-~]))/g;
