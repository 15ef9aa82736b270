// The picker's terminal: keys from stdin in raw mode, drawing on the terminal itself, never on
// stdout, so that a question works with stdout in a pipe.
import { withoutSecrets } from "../../secrets.ts";
import type { Env } from "../../environment.ts";
import { untilFault } from "../../last_catch.ts";
import { type Sink, writeAllSync } from "../../output.ts";
import { type Color, type Style, styleOf, useColor } from "../style.ts";
import { readKeys } from "../keyboard.ts";
import { holdWaitingLine } from "../waiting.ts";
import { watchSize } from "../windows_console.ts";
import type { Screen } from "./render.ts";
import { openKeyboard } from "../../asking.ts";

/** What the picker needs of a terminal. */
export interface PickerTerminal {
  readonly style: Style;
  size(): Screen;
  draw(text: string): void;
  /** `signals`: Ctrl-C still comes as SIGINT, for a time in which no key is read. */
  raw(on: boolean, signals?: boolean): void;
  /** The next bytes typed; null when there will be none. */
  read(): Promise<Uint8Array | null>;
  /** Puts bytes back that came after the answer: they are read first the next time. */
  unread(bytes: Uint8Array): void;
  onResize(changed: () => void): () => void;
  close(): void;
}

/** Whether there is somebody to ask: keys come from a terminal, and there is one to draw on. */
export function canAsk(env: Env): boolean {
  if (env("TERM") === "dumb") return false;
  const keyboard = openKeyboard();
  keyboard?.close();
  return keyboard !== undefined && (Deno.stderr.isTerminal() || openDrawing() !== undefined);
}

/** Keys that were typed ahead of the next question. */
let typedAhead: Uint8Array | undefined;

/** Keys typed after the last answer; the session gets them first. Nobody else may have them then. */
export function takeTypedAhead(): Uint8Array | undefined {
  const bytes = typedAhead;
  typedAhead = undefined;
  return bytes;
}

/** Opens the terminal for one question. */
export function openPickerTerminal(color: Color | undefined, env: Env): PickerTerminal {
  const own = Deno.stderr.isTerminal() ? undefined : openDrawing();
  const keyboard = openKeyboard();
  const to = own?.to ?? Deno.stderr;
  const release = holdWaitingLine();
  return {
    style: styleOf(useColor(color, env, true)),
    size() {
      try {
        return Deno.consoleSize();
      } catch {
        return { columns: 0, rows: 0 };
      }
    },
    draw(text) {
      writeAllSync(to, new TextEncoder().encode(withoutSecrets(text)));
    },
    raw(on, signals = false) {
      if (on && signals && Deno.build.os !== "windows") keyboard?.setRaw(on, { cbreak: true });
      else keyboard?.setRaw(on);
    },
    async read() {
      const ahead = takeTypedAhead();
      if (ahead !== undefined) return ahead;
      return await untilFault(keyboard?.read() ?? readKeys());
    },
    unread(bytes) {
      if (bytes.length > 0) typedAhead = bytes.slice();
    },
    onResize(changed) {
      if (Deno.build.os === "windows") return watchSize(changed);
      Deno.addSignalListener("SIGWINCH", changed);
      return () => Deno.removeSignalListener("SIGWINCH", changed);
    },
    close() {
      release();
      keyboard?.close();
      own?.close();
    },
  };
}

/** A terminal to draw on where stderr is none; Deno does not open Windows' `CONOUT$` for ecsin. */
function openDrawing(): Drawing | undefined {
  if (Deno.build.os === "windows") {
    return Deno.stdout.isTerminal() ? { to: Deno.stdout, close() {} } : undefined;
  }
  try {
    const file = Deno.openSync("/dev/tty", { write: true });
    return { to: file, close: () => file.close() };
  } catch {
    return undefined;
  }
}

interface Drawing {
  readonly to: Sink;
  close(): void;
}
