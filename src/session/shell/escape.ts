// The escape character, as ssh has it: after Enter, `~.` leaves, `~?` lists, `~~` sends one `~`.
// Pure: bytes in, bytes and wishes out. What is no escape goes through unchanged.

/** What the person asked of the client itself. */
export type Wish = "leave" | "list" | "suspend";

/** What came of some input. */
export interface Escaped {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly wishes: readonly Wish[];
}

const ENTER = [0x0d, 0x0a];
const DOT = 0x2e;
const QUESTION_MARK = 0x3f;
const CONTROL_Z = 0x1a;

/** Watches input for escapes; the very first key counts as after Enter. */
export class Escape {
  readonly #character: number;
  #afterEnter = true;
  #pending = false;

  /** `character` is one ASCII character. */
  constructor(character = "~") {
    this.#character = character.charCodeAt(0);
  }

  /** Takes input; what follows `~.` is not looked at any more. */
  push(input: Uint8Array): Escaped {
    const bytes: number[] = [];
    const wishes: Wish[] = [];
    for (const byte of input) {
      if (this.#pending) {
        this.#pending = false;
        if (byte === DOT) return { bytes: Uint8Array.from(bytes), wishes: [...wishes, "leave"] };
        if (byte === QUESTION_MARK || byte === CONTROL_Z) {
          wishes.push(byte === CONTROL_Z ? "suspend" : "list");
          this.#afterEnter = true;
          continue;
        }
        bytes.push(this.#character);
        this.#afterEnter = false;
        if (byte === this.#character) continue;
      } else if (this.#afterEnter && byte === this.#character) {
        this.#pending = true;
        continue;
      }
      bytes.push(byte);
      this.#afterEnter = ENTER.includes(byte);
    }
    return { bytes: Uint8Array.from(bytes), wishes };
  }
}

/** The list that `~?` shows; a system may have no job control. */
export function escapeList(character: string, suspends: boolean): readonly string[] {
  return [
    `escapes, each after Enter:`,
    `  ${character}.  leave: end this session, here and in the container`,
    ...suspends ? [`  ${character}^Z suspend ecsin; fg goes on with the session`] : [],
    `  ${character}${character}  send one ${character}`,
    `  ${character}?  this list`,
  ];
}
