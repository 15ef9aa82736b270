// Wanted → Place: walks cluster → service or family → task → container, as far as is needed, takes
// what flags and profile pin, asks the rest, and goes back where the person does.
import type { Task } from "../aws/task.ts";
import { Back, Left } from "../error.ts";
import type { Group } from "./candidates.ts";
import type { Progress, Resolving, Step } from "./step.ts";
import { clusterStep, containerStep, groupStep, taskStep } from "./steps.ts";
import type { Wanted } from "./target.ts";

/** A service or family; without one where a task was named. */
export interface GroupPlace {
  readonly cluster: string;
  readonly group?: Group;
  /** What was chosen for the person, such as `task: only one`. */
  readonly notes: readonly string[];
}

/** A task, described only where that was needed to find it. */
export interface TaskPlace extends GroupPlace {
  /** ARN or whole id. */
  readonly task: string;
  /** ARNs of the other tasks that the person has marked besides. */
  readonly otherTasks?: readonly string[];
  readonly described?: Task;
}

/** A place to run a command in. */
export interface Place extends TaskPlace {
  readonly container: string;
}

/** What each way leads to. */
export interface Places {
  readonly service: GroupPlace;
  readonly task: TaskPlace;
  readonly container: Place;
}

/** How far the way goes. */
export type PlaceKind = keyof Places;

/** How many steps each way has. */
const STEPS: Readonly<Record<PlaceKind, number>> = { service: 2, task: 3, container: 4 };

/** Finds the one place that is meant; throws {@link Left} when the person leaves. */
export async function resolvePlace<K extends PlaceKind>(
  wanted: Wanted,
  resolving: Resolving,
  kind: K,
): Promise<Places[K]> {
  const steps = [clusterStep, groupStep, taskStep, containerStep].slice(0, STEPS[kind])
    .map((step) => step(wanted, resolving));
  const asked: { readonly step: number; readonly before: Progress }[] = [];
  let so: Progress = { notes: [] };
  for (let index = 0; index < steps.length;) {
    const canGoBack = asked.length > 0 || resolving.canGoBack === true;
    const choice = await (steps[index] as Step)(so, canGoBack);
    if (choice.kind === "left") throw new Left();
    if (choice.kind === "back") {
      const last = asked.pop();
      if (last === undefined) throw new Back();
      ({ step: index, before: so } = last);
      continue;
    }
    if (choice.kind === "asked") asked.push({ step: index, before: so });
    so = choice.value;
    index++;
  }
  const { cluster = "", task = "", container = "" } = so;
  const place: Place = { ...so, cluster, task, container };
  return place;
}
