// One question on the way to a place: what it knows, and what it gives. The four are in steps.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import type { Look, RowAction } from "../terminal/picker/question.ts";
import type { Group } from "./candidates.ts";
import type { Ask, Choice } from "./choose.ts";
import type { Names } from "./names.ts";

/** What resolving needs of the world outside. */
export interface Resolving {
  readonly ecs: Ecs;
  /** Undefined without a terminal: nothing is asked then. */
  readonly ask: Ask | undefined;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
  /** Take also what cannot be entered, as the doctor does. */
  readonly anyState?: boolean;
  /** Several tasks may be marked and taken at once. */
  readonly manyTasks?: boolean;
  /** Something was asked before: going back from the first question throws {@link Back}. */
  readonly canGoBack?: boolean;
  /** Names of a moment ago, shown until AWS has answered; without them nothing is. */
  readonly names?: Names | undefined;
  /** Shows what a place logs, while it stands among others. */
  readonly looks?: (so: Progress) => Look;
  /** What else can be done with a row of the picker, by the place that it stands for. */
  readonly actions?: (so: Progress) => readonly RowAction[];
}

/** What is settled so far. */
export interface Progress {
  readonly cluster?: string;
  readonly group?: Group;
  readonly task?: string;
  /** ARNs of other tasks that were marked besides. */
  readonly otherTasks?: readonly string[];
  readonly described?: Task;
  readonly container?: string;
  readonly notes: readonly string[];
}

/** One question; `so` is what is settled before it. */
export type Step = (so: Progress, canGoBack: boolean) => Promise<Choice<Progress>>;

/** A step's answer that nobody had to give. */
export function settled(so: Progress): Choice<Progress> {
  return { kind: "only", value: so, note: "" };
}

/** Puts the answer of a question into the progress, with a note when nobody was asked. */
export function advance<T>(
  so: Progress,
  noun: string,
  choice: Choice<T>,
  put: (value: T, others: readonly T[]) => Partial<Progress>,
): Choice<Progress> {
  if (choice.kind === "back" || choice.kind === "left") return choice;
  const notes = choice.kind === "only" ? [...so.notes, `${noun}: ${choice.note}`] : so.notes;
  const others = choice.kind === "asked" ? choice.others ?? [] : [];
  const value = { ...so, notes, ...put(choice.value, others) };
  return choice.kind === "only" ? { ...choice, value } : { kind: "asked", value };
}
