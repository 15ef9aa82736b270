// Whether the program at the other end of a connection of this machine is gone, or has only stopped
// sending: to a listener both look alike. Linux tells by its list of sockets; one look serves all
// connections that are asked about at the time.
import { run } from "./holder.ts";

/** The least time between two looks, in milliseconds: a look is a program of its own. */
const EVERY_MS = 200;

/** Looks at the programs that are connected to one port of this machine. */
export class PeerLooks {
  readonly #port: number;
  #next: Promise<string | undefined> | undefined;
  #last = -Infinity;

  constructor(port: number) {
    this.#port = port;
  }

  /** Whether the program behind `peerPort` is gone; undefined where nobody tells. */
  async isGone(peerPort: number): Promise<boolean | undefined> {
    if (Deno.build.os !== "linux") return undefined;
    const text = await (this.#next ??= this.#look());
    return text === undefined ? undefined : readsGone(text, peerPort);
  }

  async #look(): Promise<string | undefined> {
    const wait = this.#last + EVERY_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // Who asks from now on needs a later look.
    this.#next = undefined;
    this.#last = performance.now();
    return await run("ss", ["-Htano", `dport = :${this.#port}`]);
  }
}

/**
 * By lines of iproute2's ss: a connection that no program has any more is not there, or is kept by
 * the system until a timer runs out; one whose program has only stopped sending has no such timer.
 */
export function readsGone(text: string, peerPort: number): boolean {
  const lines = text.split("\n").filter((line) =>
    line.trim().split(/\s+/)[3]?.endsWith(`:${peerPort}`) === true
  );
  return lines.every((line) => /^TIME-WAIT\b/.test(line) || /timer:\(timewait/.test(line));
}
