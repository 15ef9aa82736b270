// What is said of connections that failed: the reason, once a second at most for each kind, however
// many a program tries.
import { destinationWords } from "./spec.ts";
import type { Destination } from "./spec.ts";

const AT_MOST_EVERY_MS = 1_000;

/** Says a kind of remark once a second, with the number of those that were kept back. */
export class Rarely {
  readonly #say: (text: string) => void;
  readonly #kinds = new Map<string, { at: number; kept: number }>();

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** `now` in ms of a steady clock. */
  say(kind: string, text: string, now: number): void {
    const known = this.#kinds.get(kind);
    if (known !== undefined && now - known.at < AT_MOST_EVERY_MS) {
      known.kept++;
      return;
    }
    const more = known === undefined || known.kept === 0 ? "" : ` (and ${known.kept} times before)`;
    this.#kinds.set(kind, { at: now, kept: 0 });
    this.#say(`${text}${more}`);
  }
}

/** Why a connection to a far end was refused, as far as the agent tells: it says one word for all. */
export function refusedWords(to: Destination): string {
  const name = destinationWords(to);
  return to.host === undefined
    ? `nobody listens on port ${name} in the container`
    : `the container cannot connect to ${name}: nobody listens there, the task's DNS does not know ` +
      "the name, or its network does not let it through";
}
