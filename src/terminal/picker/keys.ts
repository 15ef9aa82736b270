// Bytes of a terminal in raw mode → keys. Pure; a sequence or a character may come in pieces.

/** One key, or some text that was typed or pasted. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | {
    readonly kind:
      | "enter"
      | "leave"
      | "end-of-input"
      | "backspace"
      | "delete"
      | "delete-word"
      | "delete-line"
      | "up"
      | "down"
      | "page-up"
      | "page-down"
      | "first"
      | "last"
      | "left"
      | "right"
      | "line-start"
      | "line-end"
      | "help"
      | "actions"
      | "look"
      | "mark"
      | "mark-up";
  };

type Plain = Exclude<Key["kind"], "text">;

/** Control characters: ^C ^D ^H ^I ^J ^L ^M ^N ^O ^P ^U ^W ^B ^F ^A ^E ^G and DEL. */
const CONTROL: Readonly<Record<number, Plain>> = {
  0x01: "line-start",
  0x02: "left",
  0x03: "leave",
  0x04: "end-of-input",
  0x05: "line-end",
  0x06: "right",
  0x07: "leave",
  0x08: "backspace",
  0x09: "mark",
  0x0a: "enter",
  0x0c: "look",
  0x0d: "enter",
  0x0e: "down",
  0x0f: "actions",
  0x10: "up",
  0x15: "delete-line",
  0x17: "delete-word",
  0x7f: "backspace",
};

/** What follows ESC [ or ESC O (xterm, rxvt and Linux console). */
const SEQUENCES: Readonly<Record<string, Plain>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  // Shift-Tab.
  Z: "mark-up",
  H: "first",
  F: "last",
  "1~": "first",
  "7~": "first",
  "4~": "last",
  "8~": "last",
  "3~": "delete",
  "5~": "page-up",
  "6~": "page-down",
  // F1: xterm, rxvt and the Linux console.
  P: "help",
  "11~": "help",
  "[A": "help",
};

const PASTE_START = "200~";
const PASTE_END = "\x1b[201~";

/** Reads keys from bytes; what is unfinished waits for the next bytes. */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #pasting = false;

  /** Whether an ESC waits that may be the key itself or the start of a sequence or reply. */
  get waitsForEscape(): boolean {
    return !this.#pasting && (this.#rest === "\x1b" || BEFORE_REPLY.test(this.#rest));
  }

  /** The keys that are complete. */
  push(bytes: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "") {
      const before = this.#rest;
      const key = this.#pasting ? this.#paste() : this.#key();
      if (key !== undefined) keys.push(key);
      if (this.#rest === before) break;
    }
    return keys;
  }

  /** Nothing more came after ESC: it was the key. */
  escape(): Key[] {
    if (!this.waitsForEscape) return [];
    const isKey = this.#rest === "\x1b";
    this.#rest = "";
    return isKey ? [{ kind: "leave" }] : [];
  }

  /** Text up to the end of the paste; line ends become blanks, so that no paste presses Enter. */
  #paste(): Key | undefined {
    const end = this.#rest.indexOf(PASTE_END);
    // The end mark may be cut: its possible start stays.
    const stop = end !== -1 ? end : Math.max(0, this.#rest.length - PASTE_END.length + 1);
    const text = this.#rest.slice(0, stop);
    this.#rest = this.#rest.slice(end === -1 ? stop : end + PASTE_END.length);
    this.#pasting = end === -1;
    return text === "" ? undefined : { kind: "text", text: cleaned(text) };
  }

  #key(): Key | undefined {
    if (this.#rest.startsWith("\x1b")) return this.#sequence();
    const control = CONTROL[this.#rest.charCodeAt(0)];
    if (control !== undefined) {
      this.#rest = this.#rest.slice(1);
      return { kind: control };
    }
    // deno-lint-ignore no-control-regex
    const text = /^[^\u0000-\u001f\u007f]+/.exec(this.#rest)?.[0] ?? "";
    this.#rest = this.#rest.slice(Math.max(1, text.length));
    return text === "" ? undefined : { kind: "text", text };
  }

  /** Late answers of the terminal are no keys: they are dropped whole. */
  #reply(): undefined {
    const whole = WHOLE_REPLY.exec(this.#rest)?.[0];
    if (whole !== undefined) this.#rest = this.#rest.slice(whole.length);
    // deno-lint-ignore no-control-regex
    else if (this.#rest.length > REPLY_MOST || /^..[^\x1b]*(\x03|\x1b[^\\])/s.test(this.#rest)) {
      this.#rest = this.#rest.slice(2);
    }
  }

  #sequence(): Key | undefined {
    if (this.#rest.length === 1) return undefined;
    if (REPLY.test(this.#rest)) return this.#reply();
    // deno-lint-ignore no-control-regex
    const found = /^\x1b(?:\[([0-?]*[ -/]*[@-~])|O(.))/.exec(this.#rest);
    if (found === null) {
      // deno-lint-ignore no-control-regex
      const unfinished = /^\x1b(\[[0-?]*[ -/]*|O)$/.test(this.#rest);
      // Alt and a key, or ESC and a key: neither means anything here.
      if (!unfinished) this.#rest = this.#rest.slice(2);
      return undefined;
    }
    this.#rest = this.#rest.slice(found[0].length);
    const name = found[1] ?? found[2] ?? "";
    if (name === PASTE_START) this.#pasting = true;
    // Modifiers are ignored: `1;5C` is the right arrow with Ctrl.
    const kind = SEQUENCES[name.replace(/^\d+;\d+(?=[A-H])/, "").replace(/;\d+~$/, "~")];
    return kind === undefined ? undefined : { kind };
  }
}

/** OSC, DCS, APC, PM and SOS: a terminal's answer to a question of some earlier program. */
// deno-lint-ignore no-control-regex
const REPLY = /^\x1b[\]P_^X]/;
// deno-lint-ignore no-control-regex
const BEFORE_REPLY = /^\x1b[\]P_^X]$/;
/** Ends by BEL or ESC \\; another ESC or ^C would not be part of one. */
// deno-lint-ignore no-control-regex
const WHOLE_REPLY = /^\x1b[\]P_^X][^\x07\x1b\x03]*(?:\x07|\x1b\\)/;
const REPLY_MOST = 4_096;

function cleaned(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, " ");
}
