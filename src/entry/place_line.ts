// A place in words, as every command says it: `prod / web / 4f2c9a1b / app`.
import type { PlaceKind, Places } from "../place/resolve.ts";

/** `prod / web / 4f2c9a1b / app`; with `tasks`, these words stand for the task. */
export function pathOf(place: Places[PlaceKind], tasks?: string): string {
  const { cluster, group } = place;
  const task = "task" in place ? nameIn(place.task).slice(0, 8) : undefined;
  const container = "container" in place ? place.container : undefined;
  const parts = [nameIn(cluster), group?.name, tasks ?? task, container];
  return parts.filter((each) => each !== undefined && each !== "").join(" / ");
}

/** `prod / web / 4f2c9a1b / app in eu-central-1 (task: only one running)`. */
export function placeLine(place: Places[PlaceKind], region: string): string {
  const { notes } = place;
  return `${pathOf(place)} in ${region}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

function nameIn(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
