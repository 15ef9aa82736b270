// The ends on this machine of one `ecsin forward`, bound all together or not at all.
import type { Context } from "../../entry/context.ts";
import { rerunWith } from "../../entry/context.ts";
import { refuseForbidden } from "../../entry/port_opener.ts";
import { bindLocal, type Listener } from "../../forward/listen.ts";
import { destinationWords, type Forward } from "../../forward/spec.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { pasteable } from "../../pasteable.ts";
import { say } from "../../terminal/say.ts";
import type { ForwardFlags } from "./flags.ts";

/** A forward whose local end is bound. */
export interface Bound {
  readonly forward: Forward;
  readonly listener: Listener;
}

/** Binds; what was bound is closed again where one cannot be. */
export async function bindForwards(
  context: Context,
  { bind }: ForwardFlags,
  forwards: readonly Forward[],
): Promise<readonly Bound[]> {
  for (const { to } of forwards) refuseForbidden(to);
  const bound: Bound[] = [];
  try {
    for (const forward of forwards) {
      const { local, to } = forward;
      const free = `0:${destinationWords(to)}`;
      const listener = await bindLocal(local, bind, instead(context.argv, forward, free));
      bound.push({ forward, listener });
    }
  } catch (error) {
    for (const { listener } of bound) listener.close();
    throw error;
  }
  for (const { listener } of bound) sayOpen(listener);
  return bound;
}

/** Binds the proxy's end, which nobody but this machine may have: it asks for no password. */
export async function bindSocks(context: Context, port: number): Promise<Listener> {
  const free = rerunWith(context.argv, "--socks 0");
  return await bindLocal({ kind: "port", port }, undefined, free);
}

/** A proxy without a password is for this machine alone. */
export function refuseOpenSocks({ socks, bind }: ForwardFlags): void {
  if (socks === undefined || bind === undefined) return;
  if (bind === "localhost" || /^(127\.|::1$)/.test(bind)) return;
  throw new EcsinError({
    id: "forward-usage",
    what: "--socks listens on this machine only, --bind would open it to the network",
    why: "the proxy asks for no password: whoever reached it would reach all that the task does",
    next: "leave --bind out",
    exitCode: EXIT.usage,
  });
}

function sayOpen({ isOpen, words }: Listener): void {
  if (isOpen) say(`${words} is open to the network: whoever reaches this machine can use it`);
}

/** The person's own line with the forward that cannot be had exchanged for one that can. */
function instead(argv: readonly string[], { name, local }: Forward, free: string): string {
  const typed = argv.find((word) =>
    local.kind === "port" && (word === String(local.port) || word.startsWith(`${local.port}:`))
  );
  const words = argv.map((word) => word === typed || word === name ? free : word);
  return ["ecsin", ...words.map(pasteable)].join(" ");
}
