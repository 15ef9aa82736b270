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
  flags: ForwardFlags,
  forwards: readonly Forward[],
): Promise<readonly Bound[]> {
  for (const { to } of forwards) refuseForbidden(to);
  refuseTwice(context, flags, forwards);
  const bound: Bound[] = [];
  try {
    for (const forward of forwards) {
      const { local, to } = forward;
      const free = `0:${destinationWords(to)}`;
      const listener = await bindLocal(local, flags.bind, instead(context.argv, forward, free));
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

/** One end here cannot lead to two places. */
function refuseTwice(
  { argv }: Context,
  { socks = 0 }: ForwardFlags,
  forwards: readonly Forward[],
): void {
  const seen = new Map(socks === 0 ? [] : [[`port ${socks}`, "the SOCKS proxy"]]);
  for (const forward of forwards) {
    const { local, to } = forward;
    if (local.kind === "port" && local.port === 0) continue;
    const end = local.kind === "port" ? `port ${local.port}` : `"${local.path}"`;
    const [first, second] = [seen.get(end), destinationWords(to)];
    seen.set(end, second);
    if (first === undefined) continue;
    throw new EcsinError({
      id: "forward-usage",
      what: `${end} of this machine is asked for twice`,
      why: first === second ? `both times for ${first}` : `for ${first} and for ${second}`,
      next: instead(argv, forward, `0:${second}`),
      exitCode: EXIT.usage,
    });
  }
}

function sayOpen({ isOpen, words }: Listener): void {
  if (isOpen) say(`${words} is open to the network: whoever reaches this machine can use it`);
}

/** The person's own line with the forward that cannot be had exchanged for one that can. */
function instead(argv: readonly string[], { name, local }: Forward, free: string): string {
  const end = local.kind === "port" ? String(local.port) : local.path;
  const dashes = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const [own, command] = [argv.slice(0, dashes), argv.slice(dashes)];
  const at = own.findLastIndex((word) =>
    word === end || word.startsWith(`${end}:`) || word === name
  );
  // Where all of a profile's were meant, this one stands alone.
  const words = at === -1 ? [...own, free] : own.with(at, free);
  return ["ecsin", ...[...words, ...command].map(pasteable)].join(" ");
}
