// `ecsin open` once its words are read: the address on stdout, and a browser where there is one.
import type { Context } from "../../entry/context.ts";
import { enter } from "../../entry/enter.ts";
import { findTask } from "../../entry/stopped_task.ts";
import { print, say } from "../../terminal/say.ts";
import { consoleUrl } from "./console_url.ts";
import type { OpenFlags } from "./flags.ts";

/** Opens by flags and what the person named. */
export async function runOpen(
  context: Context,
  flags: OpenFlags,
  name: string | undefined,
): Promise<void> {
  const needs = { place: "service", state: "any", guard: false } as const;
  const entry = await enter(context, flags, name, needs);
  const { ecs, wanted, place } = entry;
  const task = wanted.task === undefined ? undefined : await findTask(entry);
  const url = consoleUrl({
    region: ecs.region,
    cluster: place.cluster,
    ...(place.group !== undefined ? { group: place.group } : {}),
    ...(task !== undefined ? { taskId: task.taskId } : {}),
  });
  print(`${url}\n`);
  if (flags.print || !Deno.stdout.isTerminal()) return;
  const [program, ...args] = opener(context) ?? [];
  if (program === undefined) return;
  try {
    const { success } = await new Deno.Command(program, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) say(`${program} could not open it`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    say(`there is no ${program} to open it with`);
  }
}

/** What opens an address on this system; undefined where nobody would see it. */
function opener({ env }: Context): readonly string[] | undefined {
  if (Deno.build.os === "darwin") return ["open"];
  if (Deno.build.os === "windows") return ["rundll32", "url.dll,FileProtocolHandler"];
  if (env("WSL_DISTRO_NAME") !== undefined) return ["wslview"];
  const hasScreen = env("DISPLAY") !== undefined || env("WAYLAND_DISPLAY") !== undefined;
  return hasScreen ? ["xdg-open"] : undefined;
}
