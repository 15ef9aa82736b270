// What a service, task or container logs, shown from the picker: its last lines and what comes, until
// the person goes back. What cannot be shown is told there.
import type { Ecs } from "../aws/ecs.ts";
import { EcsinError, Left } from "../error.ts";
import { errorText } from "../error_text.ts";
import type { Found } from "../logs/following.ts";
import { nameOf, shortId } from "../place/arn.ts";
import type { Progress } from "../place/step.ts";
import { printable } from "../printable.ts";
import type { Look } from "../terminal/picker/question.ts";
import { colored, styleOf, useColor } from "../terminal/style.ts";
import type { Context } from "./context.ts";
import type { AwsFlags } from "./flags.ts";

/** Lines of the past. */
const LAST_LINES = 30;
const COLORS = ["cyan", "green", "yellow", "magenta", "blue"] as const;

/** Makes the look of a place. */
export function rowLooks(
  { env }: Context,
  { color, debug }: AwsFlags,
  ecs: Ecs,
): (so: Progress) => Look {
  return (so) => async (draw, signal) => {
    const style = styleOf(useColor(color, env, true));
    const { cluster = "", group, task, container } = so;
    const words = [nameOf(cluster), group?.name, task && shortId(nameOf(task)), container]
      .filter((each) => each !== undefined);
    draw(`${style.dim(printable(`logs of ${words.join(" / ")}; Esc comes back`))}\n`);
    try {
      await showLogs(so, ecs, { draw, signal, isColor: useColor(color, env, true), debug });
    } catch (error) {
      if (error instanceof Left || signal.aborted) return;
      if (!(error instanceof EcsinError)) throw error;
      draw(`${errorText(error)}\n`);
    }
  };
}

async function showLogs(
  { cluster = "", group, task, container }: Progress,
  ecs: Ecs,
  { draw, signal, isColor }: {
    readonly draw: (text: string) => void;
    readonly signal: AbortSignal;
    readonly isColor: boolean;
    readonly debug: boolean;
  },
): Promise<void> {
  const [{ TaskStreams }, { Printing }, { followAll, showPast }, { openGroups }] = await Promise
    .all([
      import("../logs/containers.ts"),
      import("../logs/printing.ts"),
      import("../logs/reading.ts"),
      import("./open_logs.ts"),
    ]);
  const filter = group === undefined ? {} : { [group.kind]: group.name };
  const arns = task !== undefined
    ? [task]
    : (await Array.fromAsync(ecs.listTasks(cluster, filter))).flat().slice(0, 100);
  const tasks = arns.length === 0 ? [] : await ecs.describeTasks(cluster, arns);
  const choice = { all: false, ...(container !== undefined ? { container } : {}) };
  const streams = new TaskStreams(ecs, choice);
  const groups = openGroups(ecs, () => {}, { signal, trouble: () => {} });
  const all = await Promise.all(tasks.map((each) => streams.of(each)));
  for (const { wanted } of all) await groups.add(wanted);
  const notes = [
    ...new Set(all.flatMap(({ elsewhere }) => elsewhere)),
    ...(tasks.length === 0 ? ["no task is running"] : []),
  ];
  for (const each of notes) draw(`${printable(each)}\n`);
  const hasMany = all.some(({ containers }) => containers.length > 1);
  const prefix = tasks.length > 1
    ? hasMany ? "task-container" as const : "task" as const
    : hasMany
    ? "container" as const
    : "none" as const;
  const printing = new Printing({
    output: "text",
    timestamps: false,
    prefix,
    isTerminal: true,
    style: styleOf(isColor),
    paints: COLORS.map((name) => colored(name, isColor)),
    facts: {},
  });
  const take = (found: readonly Found[]) => draw(printing.text(found));
  const shown = await showPast(groups, { count: LAST_LINES, keep: () => true }, take);
  if (shown === 0 && groups.size > 0) draw("no line yet\n");
  await followAll(groups, { take });
}
