// The person's terminal as this side of a session: raw, so that every key goes to the container
// and nothing is rewritten on its way to the screen.
import { type Sink, writeAll, writeAllSync } from "../output.ts";
import { oneLine } from "../printable.ts";
import type { SessionIo } from "../session/shell/io.ts";
import { ScreenModes } from "./modes.ts";
import { addToTitle } from "./title.ts";
import { readKeys } from "./keyboard.ts";
import { stopAndGoOn } from "./suspend.ts";
import { watchSize } from "./windows_console.ts";

const END_OF_INPUT = 0x04;
const NEWLINE = 0x0a;
const SAY_END_AGAIN_MS = 1_000;
/** What is told where the terminal says 0×0. */
const USUAL_SIZE = { columns: 80, rows: 24 };

/** A terminal that a session has; give it back with `close`. */
export interface RawTerminal extends SessionIo {
  close(): void;
}

/** How the terminal's settings are changed, beside raw mode. */
export interface Settings {
  /** As they were before ecsin. */
  readonly restore: () => Promise<void>;
  /** As a session needs them. */
  readonly take: () => Promise<void>;
}

/**
 * Takes the terminal. Without one, stdin is passed on and its end is told as ^D. `onGone` is called
 * when the terminal's window was closed; nothing can be read or shown from then on.
 */
export function openRawTerminal(
  typedAhead: Uint8Array | undefined,
  onGone: () => void,
  settings?: Settings,
): RawTerminal {
  const isTerminal = Deno.stdin.isTerminal();
  if (isTerminal) Deno.stdin.setRaw(true);
  let ahead = typedAhead;
  let ended = false;
  // A remark stands on a line of its own, wherever the session's output ended.
  let atLineStart = true;
  const modes = new ScreenModes();
  const canSuspend = isTerminal && settings !== undefined && Deno.build.os !== "windows";
  return {
    ...canSuspend
      ? {
        suspend: async () => {
          const before = modes.switchedOn();
          writeIfThere(new TextEncoder().encode(`${modes.restore()}\r\n`), Deno.stdout);
          Deno.stdin.setRaw(false);
          await settings.restore();
          await stopAndGoOn();
          Deno.stdin.setRaw(true);
          await settings.take();
          writeIfThere(new TextEncoder().encode(before), Deno.stdout);
        },
      }
      : {},
    async read() {
      if (ahead !== undefined) {
        const bytes = ahead;
        ahead = undefined;
        return bytes;
      }
      if (ended && isTerminal) return null;
      if (ended) {
        // A shell that was only starting may have thrown the first one away.
        await new Promise((resolve) => setTimeout(resolve, SAY_END_AGAIN_MS));
        return Uint8Array.of(END_OF_INPUT);
      }
      const bytes = await readOrNone();
      if (bytes !== null) return bytes;
      ended = true;
      if (!isTerminal) return Uint8Array.of(END_OF_INPUT);
      onGone();
      return null;
    },
    async write(bytes) {
      if (bytes.length > 0) atLineStart = bytes.at(-1) === NEWLINE;
      if (isTerminal) modes.push(bytes);
      await writeAll(Deno.stdout, bytes);
    },
    size() {
      try {
        const { columns, rows } = Deno.consoleSize();
        return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
      } catch {
        return USUAL_SIZE;
      }
    },
    onResize(changed) {
      if (Deno.build.os === "windows") {
        return watchSize(changed);
      }
      Deno.addSignalListener("SIGWINCH", changed);
      return () => Deno.removeSignalListener("SIGWINCH", changed);
    },
    remark(text, about) {
      const line = oneLine(text);
      if (about !== undefined || modes.isFullScreen) {
        addToTitle(about === "back" ? undefined : line);
      }
      // A program that has the whole screen would be broken by a line.
      if (isTerminal && modes.isFullScreen) return;
      const bytes = new TextEncoder().encode(
        isTerminal ? `${atLineStart ? "" : "\r\n"}ecsin: ${line}\r\n` : `ecsin: ${line}\n`,
      );
      atLineStart = true;
      writeIfThere(bytes);
    },
    close() {
      if (!isTerminal) return;
      const restore = modes.restore();
      if (restore !== "") writeIfThere(new TextEncoder().encode(restore), Deno.stdout);
      if (!atLineStart) writeIfThere(new TextEncoder().encode("\r\n"));
      try {
        Deno.stdin.setRaw(false);
      } catch {
        // The terminal is gone, and its settings with it.
      }
    },
  };
}

/** Bytes read; null at the end. A closed window reads as an error (EIO), which is an end too. */
async function readOrNone(): Promise<Uint8Array | null> {
  try {
    return await readKeys();
  } catch {
    return null;
  }
}

/** Writes, unless the terminal is gone. */
function writeIfThere(bytes: Uint8Array, to: Sink = Deno.stderr): void {
  try {
    writeAllSync(to, bytes);
  } catch {
    // Nobody is there to read it.
  }
}
