// Names typed loosely: what is called nearly so is offered in the picker, never taken unasked. Only
// where there is a terminal, and only after the exact name was not found.
import type { Ecs } from "../aws/ecs.ts";
import { EcsinError, Left } from "../error.ts";
import type { Profile } from "../profiles/profile.ts";
import { nameOf } from "../place/arn.ts";
import {
  clusterRows,
  COLUMNS,
  containerRows,
  describedTasks,
  groupOf,
} from "../place/candidates.ts";
import type { Ask } from "../place/choose.ts";
import { NoSuchContainer } from "../place/dead_end.ts";
import { one, resume } from "../place/stream.ts";
import { prepare, score, termsOf } from "../terminal/fuzzy.ts";
import type { Row } from "../terminal/picker/question.ts";
import type { Context } from "./context.ts";
import type { TargetFlags } from "./flags.ts";

/** A name that is not there, and the rows of those that are; a row's first cell is its name. */
interface Offer<T> {
  readonly title: string;
  readonly query: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly Row<T>[]>;
}

/** A profile that is called nearly so; undefined when none is. */
export async function looseProfile(
  name: string,
  flags: TargetFlags,
  { env }: Context,
  ask: Ask,
): Promise<string | undefined> {
  const { readAll } = await import("../profiles/read.ts");
  const { profiles } = await readAll(flags, env);
  const rows = profiles.map(({ name, profile: { description = "" } }) => ({
    id: name,
    cells: [name, description],
    value: name,
  }));
  return await offer(ask, {
    title: "profile",
    query: name,
    columns: ["profile", "description"],
    rows: one(rows),
  });
}

/** What stands for a flag's value that AWS does not know; undefined when nothing is near. */
export async function looseTarget(
  error: unknown,
  flags: TargetFlags,
  wanted: Profile,
  ecs: Ecs,
  ask: Ask,
): Promise<Profile | undefined> {
  if (!(error instanceof EcsinError)) return undefined;
  const { id } = error.failure;
  const { cluster = "" } = wanted;
  // What was offered once is not what was typed any more.
  const isTyped = (key: "cluster" | "service" | "family" | "container") =>
    flags[key] !== undefined && flags[key] === wanted[key];
  const offered = async <T>(key: string, rest: Omit<Offer<T>, "query">, query = "") => {
    const value = await offer(ask, { ...rest, query: nameOf(query) });
    return value === undefined ? undefined : { [key]: value };
  };
  if (id === "cluster-not-found" && isTyped("cluster")) {
    const rows = clusterRows(ecs);
    return await offered("cluster", { title: "cluster", columns: COLUMNS.cluster, rows }, cluster);
  }
  if (id === "service-not-found" && isTyped("service")) {
    const title = `${nameOf(cluster)} / service`;
    const rows = serviceRows(ecs, cluster);
    return await offered("service", { title, columns: ["service"], rows }, wanted.service);
  }
  if (id === "no-running-task" && isTyped("family")) {
    const title = `${nameOf(cluster)} / family`;
    const rows = familyRows(ecs, cluster);
    return await offered("family", { title, columns: ["family"], rows }, wanted.family);
  }
  if (error instanceof NoSuchContainer && isTyped("container")) {
    const container = await looseContainer(error, flags, wanted.container, ask);
    if (container === undefined) return undefined;
    const { kind, name } = groupOf(error.task);
    return { container, task: error.task.taskArn, [kind]: name };
  }
  return undefined;
}

/** A container that is called nearly so as the flag says; undefined when none is. */
export async function looseContainer(
  error: unknown,
  flags: TargetFlags,
  asked: string | undefined,
  ask: Ask,
): Promise<string | undefined> {
  if (!(error instanceof NoSuchContainer)) return undefined;
  if (asked === undefined || flags.container !== asked) return undefined;
  const found = await offer(ask, {
    title: `${error.task.taskId.slice(0, 8)} / container`,
    query: asked,
    columns: COLUMNS.container,
    rows: one(containerRows(error.task)),
  });
  return found?.name;
}

/** Asks when at least one name matches. Who may not list them gets to know what was not found. */
async function offer<T>(ask: Ask, { title, query, columns, rows }: Offer<T>) {
  const terms = termsOf(query);
  const matches = ({ cells: [name = ""] }: Row<T>) => score(terms, prepare(name)) !== undefined;
  const source = rows[Symbol.asyncIterator]();
  const seen: (readonly Row<T>[])[] = [];
  try {
    const isFound = await ask.reading(title, async () => {
      while (!seen.at(-1)?.some(matches)) {
        const batch = await source.next();
        if (batch.done === true) return false;
        seen.push(batch.value);
      }
      return true;
    });
    if (!isFound) return undefined;
    const answer = await ask({
      title,
      query,
      columns,
      canGoBack: false,
      rows: resume(seen, source),
    });
    if (answer.kind !== "chosen") throw new Left();
    return answer.value;
  } catch (error) {
    if (error instanceof EcsinError) return undefined;
    throw error;
  }
}

async function* serviceRows(ecs: Ecs, cluster: string): AsyncGenerator<readonly Row<string>[]> {
  for await (const arns of ecs.listServices(cluster)) {
    yield arns.map((arn) => ({ id: arn, cells: [nameOf(arn)], value: nameOf(arn) }));
  }
}

async function* familyRows(ecs: Ecs, cluster: string): AsyncGenerator<readonly Row<string>[]> {
  for await (const tasks of describedTasks(ecs, cluster, ecs.listTasks(cluster))) {
    const families = new Set(tasks.map(({ family }) => family));
    yield [...families].map((family) => ({ id: family, cells: [family], value: family }));
  }
}
