// The line that tells what is being waited for, should it take long. It stands on stderr where that
// is a terminal, and is gone before anything else is written there. Ctrl-C takes it away too.
import { withoutSecrets } from "../secrets.ts";
import { Left } from "../error.ts";
import { writeAllSync } from "../output.ts";
import { oneLine } from "../printable.ts";

/** Before this nobody wonders what is going on. */
const LONG_MS = 400;
const ERASE = "\r\x1b[K";

interface Wait {
  /** Of two waits the one that began later is inside of the other. */
  readonly order: number;
  readonly text: string;
  readonly leave: () => void;
}

let isSilent = false;

/** From now on no wait is told. */
export function sayNoWaits(): void {
  isSilent = true;
}

/** Waits that are to be told; the innermost one is on the screen. */
const told: Wait[] = [];
let begun = 0;
let standing: Standing | undefined;
/** Questions that have the terminal now. */
let holders = 0;
let drawn = false;
/** What is said beside what is waited for. */
let note: string | undefined;
let cut: ((text: string, cells: number) => string) | undefined;
/** A result is being written: it may end in the middle of a line, and belong to another program. */
let hasResult = false;

/**
 * Says `text` while `work` goes on. `begin` is given what starts the clock; at once by default.
 * Throws {@link Left} at Ctrl-C while the line is shown.
 */
export async function whileSaying<T>(
  text: string,
  work: () => Promise<T>,
  begin: (start: () => void) => void = (start) => start(),
): Promise<T> {
  if (isSilent || !Deno.stderr.isTerminal()) return await work();
  const order = begun++;
  const left = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait: Wait | undefined;
  let isOver = false;
  const tell = async () => {
    const { truncate } = await import("./width.ts");
    if (isOver) return;
    cut ??= truncate;
    wait = { order, text: oneLine(text), leave: () => left.reject(new Left()) };
    told.push(wait);
    told.sort((a, b) => a.order - b.order);
    draw();
  };
  begin(() => {
    if (!isOver) timer = setTimeout(tell, LONG_MS);
  });
  try {
    return await Promise.race([work(), left.promise]);
  } finally {
    isOver = true;
    clearTimeout(timer);
    if (wait !== undefined) told.splice(told.indexOf(wait), 1);
    draw();
  }
}

/** Says more on the line, where it stands or will; undefined: no more. */
export function noteOnWaitingLine(said: string | undefined): void {
  note = said;
  if (drawn) draw();
}

/** Writes to the terminal while the line is not there. */
export function withoutWaitingLine(write: () => void): void {
  const release = holdWaitingLine();
  try {
    write();
  } finally {
    release();
  }
}

/** Takes the line away until what is given back is called. */
export function holdWaitingLine(): () => void {
  if (holders++ === 0) standing?.hide();
  draw();
  return () => {
    holders--;
    draw();
    if (holders === 0) standing?.show();
  };
}

/** Lines that stand below everything and make way for what is written; see status.ts. */
export interface Standing {
  hide(): void;
  show(): void;
}

/** What stands there from now on; undefined: nothing. */
export function setStanding(lines: Standing | undefined): void {
  standing = lines;
}

/** Takes the line away for good: a result is on its way. */
export function endWaitingLine(): void {
  hasResult = true;
  draw();
}

function draw(): void {
  const wait = holders > 0 || hasResult ? undefined : told.at(-1);
  if (drawn) write(ERASE);
  // Before the line is seen: who sees it may press Ctrl-C at once.
  if (wait !== undefined && !drawn) Deno.addSignalListener("SIGINT", leave);
  if (wait !== undefined) {
    const noted = note === undefined ? wait.text : `${wait.text} ${note}`;
    write(cut?.(noted, room()) ?? "");
  }
  if (wait === undefined && drawn) Deno.removeSignalListener("SIGINT", leave);
  drawn = wait !== undefined;
}

function leave(): void {
  told.at(-1)?.leave();
}

/** Cells of a line that surely does not wrap. */
function room(): number {
  try {
    return Math.max(1, (Deno.consoleSize().columns || 80) - 1);
  } catch {
    return 79;
  }
}

function write(text: string): void {
  writeAllSync(Deno.stderr, new TextEncoder().encode(withoutSecrets(text)));
}
