// Whether the program at the other end of a connection of this machine is gone, or has only stopped
// sending: to a listener both look alike. Linux tells by its list of sockets; one look serves all
// connections that are asked about at the time.
import { run } from "./holder.ts";

/** The least time between two looks, in milliseconds: a look is a program of its own. */
const EVERY_MS = 200;

/** Looks at the programs that are connected to one port of this machine. */
export class PeerLooks {
  readonly #port: number;
  #next: Promise<ReadonlySet<number> | undefined> | undefined;
  #last = -Infinity;

  constructor(port: number) {
    this.#port = port;
  }

  /** Whether the program behind `peerPort` is gone; undefined where nobody tells. */
  async isGone(peerPort: number): Promise<boolean | undefined> {
    if (Deno.build.os !== "linux") return undefined;
    const there = await (this.#next ??= this.#look());
    return there === undefined ? undefined : !there.has(peerPort);
  }

  async #look(): Promise<ReadonlySet<number> | undefined> {
    const wait = this.#last + EVERY_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // Who asks from now on needs a later look.
    this.#next = undefined;
    this.#last = performance.now();
    const text = await run("ss", ["-Htano", `dport = :${this.#port}`]);
    return text === undefined ? undefined : portsThere(text);
  }
}

/**
 * The ports of programs that are there, by lines of iproute2's ss: a connection that no program has any
 * more has no line, or is kept by the system until a timer runs out; one whose program has only stopped
 * sending has no such timer. Read once for all that ask: a busy port has thousands of lines.
 */
export function portsThere(text: string): ReadonlySet<number> {
  const there = new Set<number>();
  for (const line of text.split("\n")) {
    if (line.trim() === "" || /^TIME-WAIT\b|timer:\(timewait/.test(line)) continue;
    const local = line.trim().split(/\s+/, 4)[3] ?? "";
    there.add(Number(local.slice(local.lastIndexOf(":") + 1)));
  }
  return there;
}
