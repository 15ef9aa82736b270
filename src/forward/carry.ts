// One connection from end to end: bytes both ways until both sides are done. The far end knows no
// half-close: what ends our sending there closes it whole, and its answer is lost. So a program that
// has only stopped sending is waited for, as long as anything may still come.
import type { PortStream, StreamState } from "../session/port/stream.ts";
import type { LocalConnection } from "./local.ts";

/** How a carried connection ended. */
export type CarryEnd =
  | Exclude<StreamState, "open">
  /** The program had stopped sending, nothing came for so long, and the far end was closed. */
  | "lingered";

/** How connections are carried. */
export interface CarryOptions {
  /** How long a far end may be silent after the program has stopped sending, in milliseconds. */
  readonly lingerMs: number;
  /** Told of bytes as they pass. */
  readonly onBytes?: (toFar: number, fromFar: number) => void;
}

/** Whether the program is still there is looked at so long after it stopped sending, and again. */
const GONE_LOOKS_MS = [100, 1_000, 10_000];
/** Where the far end's closing is not told, nobody could wait for it. */
const UNTOLD_LINGER_MS = 1_000;
/** What a program still sends to a far end that has closed is thrown away for so long. */
const DRAIN_MS = 5_000;

/** Carries to the end; never throws. */
export async function carry(
  local: LocalConnection,
  stream: PortStream,
  { lingerMs, onBytes = () => {} }: CarryOptions,
): Promise<CarryEnd> {
  let lastMs = performance.now();
  let lingered = false;
  let draining: Promise<void> | undefined;
  const over = new AbortController();
  // A piece in a call of its own: who waits for the next one does not hold the last one, up to 64 KiB
  // for as long as a connection is idle.
  const pieceUp = async (): Promise<boolean> => {
    const bytes = await local.read();
    if (bytes === null) return false;
    if (stream.state !== "open") {
      // The far end has closed; a reset at once could overtake what it sent before.
      draining ??= wait(DRAIN_MS, over.signal).then(() => local.close());
      return true;
    }
    lastMs = performance.now();
    onBytes(bytes.length, 0);
    await stream.write(bytes);
    return true;
  };
  const pieceDown = async (): Promise<boolean> => {
    const bytes = await stream.read();
    if (bytes === null) return false;
    lastMs = performance.now();
    onBytes(0, bytes.length);
    await local.write(bytes);
    return true;
  };
  const up = async () => {
    while (await pieceUp());
    if (stream.state === "open" && await isDone()) stream.finish();
  };
  /** After the program stopped sending: whether the far end is to be closed. */
  const isDone = async (): Promise<boolean> => {
    const patience = stream.tellsEnd ? lingerMs : Math.min(lingerMs, UNTOLD_LINGER_MS);
    const endedMs = performance.now();
    for (let look = 0; stream.state === "open";) {
      const now = performance.now();
      const left = Math.max(lastMs, endedMs) + patience - now;
      if (left <= 0) return lingered = true;
      const nextLook = endedMs + (GONE_LOOKS_MS[look] ?? Infinity) - now;
      if (nextLook <= 0) {
        look++;
        if (await local.isGone?.() === true) return true;
        continue;
      }
      await Promise.race([stream.ended, wait(Math.min(left, nextLook), over.signal)]);
    }
    return false;
  };
  const down = async () => {
    while (await pieceDown());
    switch (stream.state) {
      case "finished":
        return await local.endWriting();
      case "left":
        return local.close();
      default:
        // The program must not take this for the end of its data.
        return local.reset();
    }
  };
  /** The program is gone, or broke the connection. */
  const broken = () => {
    stream.drop();
    local.close();
  };
  let untaken = false;
  const unwritten = () => {
    untaken = true;
    broken();
  };
  await Promise.all([up().catch(broken), down().catch(unwritten)]);
  over.abort();
  local.close();
  // The far end may have finished before all that it sent could be written.
  const end = stream.state === "open" || untaken ? "left" : stream.state;
  return lingered && end === "left" ? "lingered" : end;
}

/** Waits so long, or until it is over. */
function wait(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    function done() {
      clearTimeout(timer);
      over.removeEventListener("abort", done);
      resolve();
    }
    over.addEventListener("abort", done);
  });
}
