// Tasks that the person entered and that ECS may have forgotten since: their lines stay, and recents keep
// their ids.
import type { Entry } from "../../entry/enter.ts";
import type { Env } from "../../environment.ts";
import { readRecents } from "../../memory/recents.ts";
import { nameOf, parseArn } from "../../place/arn.ts";

/** Whole ids of tasks of this very place, the one that was entered last first. */
export async function rememberedTasks(
  env: Env,
  { ecs, place: { cluster, group } }: Entry<"service">,
): Promise<readonly string[]> {
  const accountId = parseArn(cluster)?.accountId;
  const isHere = (known: string | undefined, here: string | undefined) =>
    known === undefined || here === undefined || known === here;
  const recents = (await readRecents(env)).filter(({ target }) =>
    nameOf(target.cluster) === nameOf(cluster) &&
    target[group?.kind ?? "service"] === group?.name &&
    isHere(target.region, ecs.region) && isHere(target.accountId, accountId)
  );
  return [...new Set(recents.flatMap(({ taskId }) => taskId ?? []))];
}
