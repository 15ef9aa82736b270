// The names that the last questions saw, for the next ones: kept in the memory's file by identity
// and region, shown for a few minutes at most, and off by --no-cache.
import type { Ecs } from "../aws/ecs.ts";
import type { Names } from "../place/names.ts";
import type { Context } from "./context.ts";
import type { TargetFlags } from "./flags.ts";

/** Older names are not shown: services come and go. */
const RECENT_MS = 5 * 60_000;

/** Undefined where the person wants none. */
export function seenNames(
  { env }: Context,
  { cache = true }: TargetFlags,
  ecs: Ecs,
): Names | undefined {
  if (!cache) return undefined;
  const opened = import("../memory/names.ts").then((memory) => {
    const place = memory.namesPlace(ecs.identity, ecs.region, env);
    return { memory, place, lists: memory.readNames(env, place) };
  });
  return {
    async known(list) {
      const { lists } = await opened;
      const seen = (await lists)[list];
      return seen !== undefined && Date.now() - seen.atMs < RECENT_MS ? seen.names : [];
    },
    remember(lists) {
      opened.then(({ memory, place }) => memory.rememberNames(env, place, lists));
    },
  };
}
