// What a row says of itself, on the terminal's other screen, so that the question is there again as it
// was. Any of Esc, Ctrl-C, q and Enter comes back.
import type { Key } from "./keys.ts";
import type { Question, Row } from "./question.ts";
import type { PickerTerminal } from "./terminal.ts";

const OTHER_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H";
const OWN_SCREEN = "\x1b[?1049l";

/** The looks of one question. */
export class Looking<T> {
  readonly #terminal: PickerTerminal;
  readonly #question: Question<T>;
  #ending: AbortController | undefined;

  constructor(terminal: PickerTerminal, question: Question<T>) {
    this.#terminal = terminal;
    this.#question = question;
  }

  /** The other screen is shown. */
  get isOn(): boolean {
    return this.#ending !== undefined;
  }

  /** Whether a key was for this; what is not is the question's. */
  takes(key: Key, row: Row<T> | undefined): boolean {
    if (this.isOn) {
      const isEnd = key.kind === "leave" || key.kind === "enter" || key.kind === "end-of-input" ||
        key.kind === "text" && key.text === "q";
      if (isEnd) this.end();
      return true;
    }
    if (key.kind !== "look") return false;
    const look = row === undefined ? undefined : this.#question.look?.(row);
    if (look === undefined) return true;
    const ending = new AbortController();
    this.#ending = ending;
    this.#terminal.draw(OTHER_SCREEN);
    const draw = (text: string) => {
      if (this.#ending === ending) this.#terminal.draw(text.replaceAll("\n", "\r\n"));
    };
    // It tells its own failures; what is a fault must not take the question away.
    look(draw, ending.signal).catch((error) => draw(`${String(error)}\n`));
    return true;
  }

  /** Back to the question. */
  end(): void {
    if (this.#ending === undefined) return;
    this.#ending.abort();
    this.#ending = undefined;
    this.#terminal.draw(OWN_SCREEN);
  }
}
