// `ecsin forward` once its words are read: binds, finds the place, opens, tells that all is ready, and
// stays until it is left, its command ends, or the program that started it does.
import { ENDING } from "../../signals.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { KEPT_ALIVE_MS } from "../../entry/port_flags.ts";
import { PortOpener } from "../../entry/port_opener.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { ecsinLine } from "../../aws/line.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { nameOf } from "../../place/arn.ts";
import type { Listener } from "../../forward/listen.ts";
import { type Destination, destinationWords, type Forward } from "../../forward/spec.ts";
import { statusLines } from "../../forward/status.ts";
import { lookAtSignals } from "../../terminal/ignored.ts";
import { print, say } from "../../terminal/say.ts";
import { openStatus } from "../../terminal/status.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import { bindForwards, bindSocks, type Bound, refuseOpenSocks } from "./bind.ts";
import type { ForwardFlags } from "./flags.ts";
import { openForwards } from "./open.ts";
import { printLines } from "./print.ts";
import { readyJson, readyLines } from "./ready.ts";
import { aborted, closed, untilEnd } from "./until_end.ts";
import { allForwards, explicit, reachedFor, wantedForwards } from "./wanted.ts";
import { type ForwardWords, readWords } from "./words.ts";

/** Runs it; sets the process's exit code. */
export async function runForward(
  context: Context,
  flags: ForwardFlags,
  typed: readonly string[],
): Promise<void> {
  // Before anything that Deno's Node layer is loaded for, which may take the signals.
  void lookAtSignals();
  const words = readWords(typed, context.argv);
  refuseContradictions(flags, words);
  refuseIdle(context.argv, [
    {
      flags: [
        ...["--socks PORT", "--sessions N", "--probe", "--no-probe", "--watch-stdin"],
        ...["--bind ADDRESS", "--linger TIME", "--follow", "--no-follow", "--keep-alive"],
        "-o, --output FORMAT",
      ],
      when: flags.print,
      why: "--print is lines of AWS's CLI, which have nothing of the kind",
    },
  ]);
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

/** For a document that opens one raw connection. */
function tunnelLine(
  to: Destination,
  { document = "", profiles }: ForwardFlags,
  target: string | undefined,
  { ecs, place: { cluster, group, container } }: Entry,
): string {
  return ecsinLine(
    ecs,
    ...["tunnel", target ?? [nameOf(cluster), group?.name, container].join("/")],
    ...[destinationWords(to), "--document", document],
    ...(profiles === undefined ? [] : ["--profiles", profiles]),
  );
}

interface Ends {
  bound: readonly Bound[];
  socks: Listener | undefined;
}

/** Everything from the first session on. */
async function work(
  context: Context,
  flags: ForwardFlags,
  { target, command }: ForwardWords,
  entry: Entry,
  { bound, socks }: Ends,
): Promise<void> {
  const opener = new PortOpener(entry, flags);
  const { abort, stop } = await abortBySignals();
  // Once a command runs, ^C is its own.
  const ending = command.length > 0 ? await abortBySignals(ENDING) : { abort, stop };
  let update = () => {};
  try {
    const { debug } = entry;
    const opening = openForwards({
      opener,
      bound,
      socks,
      flags,
      asTunnel: (to) => tunnelLine(to, flags, target, entry),
      debug,
      onChange: () => update(),
      unprobed: command.length > 0 ? entry.rerun("--no-probe") : undefined,
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
      context.process.exitCode = await untilEnd(flags, command, forwards, ending.abort.signal);
    } finally {
      status?.end();
    }
  } finally {
    stop();
    ending.stop();
  }
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
