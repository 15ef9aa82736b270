// A terminal on a session: its keys go in, what comes is shown, its size is told, and the escape
// character leaves. The channel beneath it (channel/life.ts) knows nothing of terminals.
import { joined } from "../../bytes.ts";
import { Life } from "../channel/life.ts";
import { PAYLOAD } from "../channel/message.ts";
import { type ChannelOptions, SHELL_TYPES } from "../channel/options.ts";
import { wordsOf } from "../channel/words.ts";
import type { SessionEnd } from "../session.ts";
import { escapeList } from "./escape.ts";
import type { SessionIo } from "./io.ts";
import { Typed } from "./typed.ts";

/** A channel and what stands at this end of it. */
export interface ShellOptions extends ChannelOptions {
  readonly io: SessionIo;
  /** One character; without it nothing typed is an escape. */
  readonly escape?: string;
}

/** Runs a session with a terminal to its end. */
export async function openShell({ io, escape, ...channel }: ShellOptions): Promise<SessionEnd> {
  let sentSize = "";
  let hasOutput = false;
  const life = new Life(channel, {
    sessionTypes: SHELL_TYPES,
    remark: (text, about) => io.remark(text, about),
    opened: () => sendSize(true),
    probe: () => sendSize(true),
    take: async (messages) => {
      const bytes = joined(messages.filter(isShown).map(({ payload }) => payload));
      // An agent may have thrown away the size that came before its terminal was there.
      if (!hasOutput) sendSize(true);
      hasOutput = true;
      if (bytes.length > 0) await io.write(bytes);
    },
  });
  const sendSize = (again = false, fewerRows = 0) => {
    const size = io.size();
    if (size === undefined || !life.isOpen) return;
    const rows = Math.max(1, size.rows - fewerRows);
    const body = JSON.stringify({ cols: size.columns, rows });
    if (body === sentSize && !again) return;
    sentSize = body;
    life.tell(PAYLOAD.size, new TextEncoder().encode(body));
  };
  const suspend = async () => {
    await io.suspend?.();
    // What runs there draws its screen anew when its size changes, and only then.
    sendSize(true, 1);
    sendSize(true);
  };
  const fail = (error: unknown) => void life.giveUp(wordsOf(error));
  const stopResize = io.onResize(() => sendSize());
  life.ready.then(() => sendSize(true), fail);
  const typed = new Typed(io, escape);
  typed.read(life.over, () => life.touch(), (wish) => {
    if (wish === "leave") void life.leave();
    else if (wish === "suspend") suspend().catch(fail);
    else for (const line of escapeList(escape ?? "", io.suspend !== undefined)) io.remark(line);
  }).catch(fail);
  const type = async () => {
    await life.ready;
    while (!life.over.aborted) await life.send(await typed.take());
  };
  type().catch(fail);
  const end = await life.end;
  stopResize();
  return end;
}

function isShown({ payloadType }: { readonly payloadType: number }): boolean {
  return payloadType === PAYLOAD.output || payloadType === PAYLOAD.stderr;
}
