// What a call's time goes into: phases one after the other, and the requests within them. All is in
// milliseconds of the program's own clock, which begins when Deno's runtime does. `--debug` prints
// the waterfall at the end of any call.

/** A stretch of time. */
export interface Span {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** A request, and not a phase of the call. */
  readonly isRequest: boolean;
}

/** Columns of the picture. */
const WIDTH = 48;

const requests: Span[] = [];
const phases: Span[] = [];
let current: { readonly name: string; readonly startMs: number } | undefined = {
  name: "start",
  startMs: 0,
};

/** Ends the phase that is and begins one; without a name the rest is not looked at any more. */
export function phase(name?: string): void {
  if (current === undefined) return;
  const now = performance.now();
  phases.push({ ...current, endMs: now, isRequest: false });
  current = name === undefined ? undefined : { name, startMs: now };
}

/** Notes a request that has ended now. */
export function request(name: string, startMs: number): void {
  requests.push({ name, startMs, endMs: performance.now(), isRequest: true });
}

/** All that was noted, in the order it began; a phase goes before a request of its time. */
export function spans(): readonly Span[] {
  return [...phases, ...requests].sort((a, b) => a.startMs - b.startMs);
}

/** The waterfall as lines of text. */
export function waterfall(all: readonly Span[] = spans()): readonly string[] {
  const total = Math.max(1, ...all.map(({ endMs }) => endMs));
  const names = Math.max(...all.map(({ name }) => name.length)) + 2;
  const column = (ms: number) => Math.round(ms / total * WIDTH);
  return all.map(({ name, startMs, endMs, isRequest }) => {
    const bar = (isRequest ? "▒" : "█").repeat(Math.max(1, column(endMs) - column(startMs)));
    const [from, to] = [startMs, endMs].map((ms) => Math.round(ms).toString().padStart(5));
    const label = `${isRequest ? "  " : ""}${name}`.padEnd(names);
    return `${label} ${from} –${to}  ${" ".repeat(column(startMs))}${bar}`;
  });
}
