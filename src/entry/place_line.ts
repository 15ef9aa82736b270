// A place in words, as every command says it: `prod / web / 4f2c9a1b / app`.
import type { Place } from "../place/resolve.ts";

/** `prod / web / 4f2c9a1b / app`; with `tasks`, these words stand for the task. */
export function pathOf({ cluster, group, task, container }: Place, tasks?: string): string {
  const parts = [nameIn(cluster), group?.name, tasks ?? nameIn(task).slice(0, 8), container];
  return parts.filter((each) => each !== undefined).join(" / ");
}

/** `prod / web / 4f2c9a1b / app in eu-central-1 (task: only one running)`. */
export function placeLine(place: Place, region: string): string {
  const { notes } = place;
  return `${pathOf(place)} in ${region}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

function nameIn(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
