// `ecsin forward` once its words are read: binds, finds the place, opens, tells that all is ready, and
// stays until it is left, its command ends, or the program that started it does.
import { ENDING, LEAVING } from "../../signals.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { KEPT_ALIVE_MS } from "../../entry/port_flags.ts";
import { PortOpener } from "../../entry/port_opener.ts";
import { reach } from "../../entry/reach.ts";
import type { Reached } from "../../entry/reached.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import type { Listener } from "../../forward/listen.ts";
import { destinationWords, type Forward } from "../../forward/spec.ts";
import { statusLines } from "../../forward/status.ts";
import { print, say } from "../../terminal/say.ts";
import { openStatus } from "../../terminal/status.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import { askPort } from "./ask_ports.ts";
import { bindForwards, bindSocks, type Bound, refuseOpenSocks } from "./bind.ts";
import { runChild } from "./child.ts";
import type { ForwardFlags } from "./flags.ts";
import { type Forwards, openForwards } from "./open.ts";
import { printLines } from "./print.ts";
import { endsOf, readyJson, readyLines } from "./ready.ts";
import { fillIn, type ForwardWords, namedForwards, portEnvironment, readWords } from "./words.ts";

/** For sessions to end that were just being opened. */
const LEAVE_MS = 2_000;

/** Runs it; sets the process's exit code. */
export async function runForward(
  context: Context,
  flags: ForwardFlags,
  typed: readonly string[],
): Promise<void> {
  const words = readWords(typed, context.argv);
  refuseContradictions(flags, words);
  const reached = await reachedFor(context, flags, words);
  const known = reached === undefined || words.target === undefined
    ? undefined
    : wantedForwards(words, flags, reached);
  const early = known ?? explicit(words);
  const ends: Ends = { bound: [], socks: undefined };
  try {
    if (!flags.print) {
      ends.bound = await bindForwards(context, flags, early);
      if (flags.socks !== undefined) ends.socks = await bindSocks(context, flags.socks);
    }
    const entry = await enter(context, flags, reached ?? words.target, {
      place: "container",
      state: "enterable",
      guard: true,
    });
    entry.say(entry.place);
    const all = await allForwards(words, flags, entry, early);
    if (flags.print) return await printLines(entry, flags, all);
    const more = await bindForwards(context, flags, all.slice(early.length));
    ends.bound = [...ends.bound, ...more];
    await entry.pass(entry.place, actOf(all, flags));
    await work(context, flags, words, entry, ends);
  } finally {
    for (const { listener } of ends.bound) listener.close();
    ends.socks?.close();
  }
}

interface Ends {
  bound: readonly Bound[];
  socks: Listener | undefined;
}

/** Everything from the first session on. */
async function work(
  context: Context,
  flags: ForwardFlags,
  { command }: ForwardWords,
  entry: Entry,
  { bound, socks }: Ends,
): Promise<void> {
  const opener = new PortOpener(entry, flags);
  const { abort, stop } = abortBySignals(
    command.length > 0 ? ENDING : LEAVING,
  );
  let update = () => {};
  try {
    const { debug } = entry;
    const opening = openForwards({
      opener,
      bound,
      socks,
      flags,
      debug,
      onChange: () => update(),
      mustAnswer: command.length > 0,
    });
    const left = aborted(abort.signal);
    const forwards = await Promise.race([
      whileSaying("ecsin: opening the ports …", () => opening),
      left,
    ]).catch(async (error) => {
      if (error instanceof Left) await closed(opening);
      throw error;
    });
    if (typeof forwards === "string") {
      context.process.exitCode = signalCode(forwards);
      return await closed(opening, forwards);
    }
    void rememberOpened(context, entry.reached, opener.place);
    if (flags.keepAlive) {
      say(
        `AWS's idle time-out is kept off by a frame every ${
          KEPT_ALIVE_MS / 1000
        } s (--keep-alive): ` +
          "your account's Session Manager preferences want idle sessions ended",
      );
    }
    for (const line of readyLines(forwards)) say(line);
    if (flags.output === "json") print(`${readyJson(forwards, opener.place)}\n`);
    const isShown = command.length === 0 && flags.output === "text";
    const status = isShown
      ? openStatus((width) => statusLines(forwards.shown(), performance.now(), width))
      : undefined;
    update = () => status?.update();
    try {
      context.process.exitCode = await untilEnd(flags, command, forwards, abort.signal);
    } finally {
      status?.end();
    }
  } finally {
    stop();
  }
}

/** Ends what was being opened when the person left; not for long. */
async function closed(opening: Promise<Forwards>, signal?: Deno.Signal): Promise<void> {
  const over = new AbortController();
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LEAVE_MS);
    over.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  await Promise.race([opening.then((all) => all.close(signal), () => {}), late]);
  over.abort();
}

/** Waits for whatever ends it, closes everything, and gives the exit code. */
async function untilEnd(
  flags: ForwardFlags,
  command: readonly string[],
  forwards: Forwards,
  abort: AbortSignal,
): Promise<number> {
  const ends = endsOf(forwards);
  const child = command.length === 0
    ? new Promise<never>(() => {})
    : runChild(fillIn(command, ends), portEnvironment(ends), abort);
  const stdin = flags.watchStdin ? stdinEnds() : new Promise<never>(() => {});
  let signal: Deno.Signal | undefined;
  try {
    const end = await Promise.race([
      child,
      stdin.then(() => EXIT.done),
      aborted(abort).then(async (name) => {
        signal = name;
        if (command.length > 0) await child.catch(() => {});
        return signalCode(name);
      }),
      forwards.failed.then((error) => {
        if (command.length === 0) throw error;
        // What is left of it is the command's to decide.
        say(error.failure.what);
        return child;
      }),
    ]);
    const lost = forwards.lost();
    if (end !== EXIT.done || lost === 0) return end;
    say(
      `bytes of ${lost === 1 ? "a connection" : `${lost} connections`} may be missing: ` +
        `exit status ${EXIT.failure} instead of 0`,
    );
    return EXIT.failure;
  } finally {
    await forwards.close(signal);
  }
}

function aborted(signal: AbortSignal): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    const done = () => resolve(signal.reason);
    if (signal.aborted) done();
    signal.addEventListener("abort", done, { once: true });
  });
}

async function stdinEnds(): Promise<void> {
  const buffer = new Uint8Array(1024);
  try {
    while (await Deno.stdin.read(buffer) !== null);
  } catch {
    // Broken is ended.
  }
}

/** What was reached by the profile's name, before AWS is asked anything; see entry/reach.ts. */
async function reachedFor(
  context: Context,
  flags: ForwardFlags,
  { target }: ForwardWords,
): Promise<Reached | undefined> {
  if (target === undefined) return undefined;
  try {
    return await reach(context, flags, target);
  } catch (error) {
    // A name that is nearly right is offered by the way that asks.
    if (error instanceof EcsinError && error.failure.id === "profile-unknown") return undefined;
    throw error;
  }
}

function explicit({ forwards }: ForwardWords): readonly Forward[] {
  return forwards.some((each) => typeof each === "string")
    ? []
    : forwards.filter((each) => typeof each !== "string");
}

/** What is asked for as far as words and profile say. */
function wantedForwards(
  { forwards }: ForwardWords,
  { socks }: ForwardFlags,
  { wanted, profileName }: Reached,
): readonly Forward[] {
  if (forwards.length > 0) {
    return forwards.flatMap((each) =>
      typeof each === "string" ? namedForwards(wanted.forwards, [each], profileName) : [each]
    );
  }
  const names = socks === undefined ? Object.keys(wanted.forwards ?? {}) : [];
  return namedForwards(wanted.forwards, names, profileName);
}

async function allForwards(
  words: ForwardWords,
  flags: ForwardFlags,
  entry: Entry,
  early: readonly Forward[],
): Promise<readonly Forward[]> {
  if (early.length > 0) return early;
  const wanted = wantedForwards(words, flags, entry.reached);
  if (wanted.length > 0 || flags.socks !== undefined) return wanted;
  return [await askPort(entry)];
}

/** What is about to happen, for the guard. */
function actOf(forwards: readonly Forward[], { socks }: ForwardFlags): string {
  const ports = forwards.map(({ to }) => destinationWords(to));
  const all = [...ports, ...(socks === undefined ? [] : ["a SOCKS proxy"])].join(", ");
  return `forwarding ${all.slice(0, 100)}`;
}

function refuseContradictions(flags: ForwardFlags, { command }: ForwardWords): void {
  refuseOpenSocks(flags);
  if (flags.watchStdin && (command.length > 0 || Deno.stdin.isTerminal())) {
    throw new EcsinError({
      id: "forward-usage",
      what: command.length > 0
        ? "--watch-stdin and a command behind -- both want stdin"
        : "--watch-stdin needs a stdin that ends, and a terminal's does not",
      next: "leave --watch-stdin out",
      exitCode: EXIT.usage,
    });
  }
}
