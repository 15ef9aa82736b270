// The names of all that could be entered, for Tab: every cluster and service, and of the tasks
// enough to meet each container's name.
import type { Ecs } from "../aws/ecs.ts";
import { lastPart } from "../aws/task.ts";

/** Tasks of one cluster that are looked at; more would cost AWS's bucket more than names are worth. */
const TASKS_MOST = 1_000;
const DESCRIBE_TASKS_MOST = 100;

/** Lists of names, called as src/memory/names.ts calls them. */
export interface PlaceNames {
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Some cluster has more tasks than were looked at. */
  readonly isPart: boolean;
}

/** Asks AWS for the names of all clusters, or of one. */
export async function readPlaceNames(ecs: Ecs, only: string | undefined): Promise<PlaceNames> {
  const arns: string[] = [];
  if (only !== undefined) arns.push(only);
  else for await (const page of ecs.listClusters()) arns.push(...page);
  const found = await Promise.all(arns.map((arn) => readCluster(ecs, arn)));
  return {
    lists: Object.assign(
      only === undefined ? { clusters: arns.map(lastPart).sort() } : {},
      ...found.map(({ lists }) => lists),
    ),
    isPart: found.some(({ isPart }) => isPart),
  };
}

async function readCluster(ecs: Ecs, cluster: string): Promise<PlaceNames> {
  const [services, tasks] = await Promise.all([
    readServices(ecs, cluster),
    readTasks(ecs, cluster),
  ]);
  const name = lastPart(cluster);
  return {
    lists: {
      [`services ${name}`]: [...services.sort(), ...[...tasks.families].sort()],
      [`containers ${name}`]: [...tasks.containers].sort(),
    },
    isPart: tasks.isPart,
  };
}

async function readServices(ecs: Ecs, cluster: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of ecs.listServices(cluster)) {
    names.push(...page.map((arn) => `service ${lastPart(arn)}`));
  }
  return names;
}

async function readTasks(ecs: Ecs, cluster: string) {
  const arns: string[] = [];
  let isPart = false;
  for await (const page of ecs.listTasks(cluster)) {
    isPart = arns.length + page.length > TASKS_MOST;
    arns.push(...page.slice(0, TASKS_MOST - arns.length));
    if (isPart) break;
  }
  const batches = Array.from(
    { length: Math.ceil(arns.length / DESCRIBE_TASKS_MOST) },
    (_, index) => arns.slice(index * DESCRIBE_TASKS_MOST, (index + 1) * DESCRIBE_TASKS_MOST),
  );
  const tasks = (await Promise.all(batches.map((each) => ecs.describeTasks(cluster, each)))).flat();
  return {
    isPart,
    families: new Set(
      tasks.filter(({ service }) => service === undefined).map(({ family }) => `family ${family}`),
    ),
    containers: new Set(tasks.flatMap(({ containers }) => containers.map(({ name }) => name))),
  };
}
