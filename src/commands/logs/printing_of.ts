// How lines are printed, by flags, by where they go, and by how many tasks and containers there are.
import type { Context } from "../../entry/context.ts";
import type { Entry } from "../../entry/enter.ts";
import type { TaskLogs } from "../../logs/containers.ts";
import { Printing } from "../../logs/printing.ts";
import { nameOf } from "../../place/arn.ts";
import { colored, styleOf, useColor } from "../../terminal/style.ts";
import type { LogsFlags } from "./flags.ts";
import type { Meant } from "./tasks.ts";

/** Colours of tasks, in turn; red is for what is wrong. */
const COLORS = ["cyan", "green", "yellow", "magenta", "blue"] as const;

/** Decides. */
export function printingOf(
  { env }: Context,
  flags: LogsFlags,
  { place }: Entry<"service">,
  { tasks, isOne }: Meant,
  found: readonly TaskLogs[],
): Printing {
  const isTerminal = Deno.stdout.isTerminal();
  const output = flags.output ?? (isTerminal || flags.prefix === true ? "text" : "raw");
  const isColor = output === "text" && useColor(flags.color, env, isTerminal);
  const hasMany = found.some(({ containers }) => containers.length > 1);
  const hasTasks = !isOne && (tasks.length > 1 || flags.follow);
  const wanted = hasTasks ? (hasMany ? "task-container" : "task") : hasMany ? "container" : "none";
  const pinned = flags.prefix === true && wanted === "none" ? "task" : wanted;
  const { grep, invert, highlight } = flags;
  const { cluster, group } = place;
  return new Printing({
    output,
    timestamps: flags.timestamps,
    prefix: flags.prefix === false ? "none" : pinned,
    isTerminal,
    style: styleOf(isColor),
    paints: COLORS.map((name) => colored(name, isColor)),
    ...(grep !== undefined ? { grep } : {}),
    ...(invert !== undefined ? { invert } : {}),
    ...(highlight !== undefined ? { highlight } : {}),
    facts: {
      cluster: nameOf(cluster),
      ...(group !== undefined ? { [group.kind]: group.name } : {}),
    },
  });
}
