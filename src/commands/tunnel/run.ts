// `ecsin tunnel` once its words are read: one connection, this program's own stdin and stdout at its
// near end. Its exit status is 0 only when the far end closed and all its bytes were written.
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { enter } from "../../entry/enter.ts";
import { KEPT_ALIVE_MS } from "../../entry/port_flags.ts";
import { PortOpener, refuseForbidden } from "../../entry/port_opener.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { carry, type CarryEnd } from "../../forward/carry.ts";
import type { LocalConnection } from "../../forward/local.ts";
import { endWords } from "../../forward/remote.ts";
import { type Destination, destinationWords, parseDestination } from "../../forward/spec.ts";
import { refusedWords } from "../../forward/tell.ts";
import type { PortSession } from "../../session/port/session.ts";
import { tellUnwritten } from "../../streams.ts";
import { lookAtSignals } from "../../terminal/ignored.ts";
import { printLines } from "../forward/print.ts";
import { aborted, closed } from "../forward/until_end.ts";
import type { TunnelFlags } from "./flags.ts";
import { ecsinLine, type Whom } from "../../aws/line.ts";

/** Bytes that are read at a time. */
const READ_BYTES = 16_384;

/** Runs it; sets the process's exit code. */
export async function runTunnel(
  context: Context,
  flags: TunnelFlags,
  target: string,
  typed: string,
): Promise<void> {
  // Before anything that Deno's Node layer is loaded for, which may take the signals.
  void lookAtSignals();
  const to = parseDestination(typed);
  refuseForbidden(to);
  refuseIdle(context.argv, [
    {
      flags: ["--linger TIME", "--follow", "--no-follow", "--keep-alive"],
      when: flags.print,
      why: "--print is a line of AWS's CLI, which has nothing of the kind",
    },
  ]);
  const entry = await enter(context, flags, target, {
    place: "container",
    state: "enterable",
    guard: true,
  });
  entry.say(entry.place);
  if (flags.print) {
    return await printLines(entry, flags, [{ local: { kind: "port", port: 0 }, to }]);
  }
  await entry.pass(entry.place, `a connection to ${destinationWords(to)}`);
  const { abort, stop } = await abortBySignals();
  const opener = new PortOpener(entry, flags);
  let session: PortSession | undefined;
  try {
    const opening = opener.open(to);
    const opened = await Promise.race([opening, aborted(abort.signal)]);
    if (typeof opened === "string") {
      context.process.exitCode = signalCode(opened);
      const close = async (signal?: Deno.Signal) => await (await opening).leave(signal);
      return await closed(opening.then(() => ({ close })), opened);
    }
    session = opened;
    if (flags.keepAlive) session.keepAlive(KEPT_ALIVE_MS);
    void rememberOpened(context, entry.reached, opener.place);
    const stream = session.open();
    if (stream === undefined) {
      throw tunnelEnded(to, "lost", endWords(await session.end), entry.ecs);
    }
    const local = standardStreams();
    const left = new Promise<"left">((resolve) => {
      abort.signal.addEventListener("abort", () => resolve("left"));
      if (abort.signal.aborted) resolve("left");
    });
    const end = await Promise.race([carry(local, stream, { lingerMs: flags.linger }), left]);
    if (abort.signal.aborted) {
      context.process.exitCode = signalCode(abort.signal.reason);
    } else if (local.failure() !== undefined) {
      context.process.exitCode = tellUnwritten(local.failure());
    } else if (end === "finished") context.process.exitCode = EXIT.done;
    else {
      const why = end === "lost" ? endWords(await session.end) : undefined;
      throw tunnelEnded(to, end, why, entry.ecs);
    }
  } finally {
    stop();
    await session?.leave();
  }
}

/** stdin and stdout as the near end. */
function standardStreams(): LocalConnection & { failure(): unknown } {
  let failure: unknown;
  const close = (stream: { close(): void }) => {
    try {
      stream.close();
    } catch {
      // Closed already.
    }
  };
  return {
    async read() {
      const buffer = new Uint8Array(READ_BYTES);
      const count = await Deno.stdin.read(buffer);
      return count === null ? null : buffer.subarray(0, count);
    },
    async write(bytes) {
      try {
        for (let rest = bytes; rest.length > 0;) {
          rest = rest.subarray(await Deno.stdout.write(rest));
        }
      } catch (error) {
        failure ??= error;
        throw error;
      }
    },
    endWriting: () => {
      close(Deno.stdout);
      // A terminal's or a held pipe's stdin may never end; there is nobody to send it to.
      close(Deno.stdin);
      return Promise.resolve();
    },
    close: () => close(Deno.stdin),
    reset: () => close(Deno.stdin),
    failure: () => failure,
  };
}

function tunnelEnded(
  to: Destination,
  end: CarryEnd,
  why: string | undefined,
  whom: Whom,
): EcsinError {
  const made = (id: string, what: string, reason?: string) =>
    new EcsinError({
      id,
      what,
      ...(reason !== undefined ? { why: reason } : {}),
      next: end === "lingered" ? "--linger TIME waits longer" : ecsinLine(whom, "doctor"),
      exitCode: EXIT.failure,
    });
  const name = destinationWords(to);
  switch (end) {
    case "refused":
      return made("forward-refused", refusedWords(to));
    case "lingered":
      return made(
        "tunnel-silent",
        `${name} did not close after stdin had ended`,
        "SSM cannot pass on the end of input: a server that waits for it waits for ever",
      );
    default:
      return made(
        "tunnel-lost",
        `the connection to ${name} was lost: bytes may be missing`,
        why,
      );
  }
}
