// `ecsin open` once its words are read: the address on stdout, and a browser where there is one.
import type { Context } from "../../entry/context.ts";
import { openInBrowser } from "../../entry/browser.ts";
import { enter } from "../../entry/enter.ts";
import { findTask } from "../../entry/stopped_task.ts";
import { print } from "../../terminal/say.ts";
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
  await openInBrowser(context, url);
}
