// `ecsin completions --refresh`: asks AWS for the names that Tab is to know.
import { notWritten } from "../../memory/folder.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { NAMES_MOST, namesPlace, rememberNames } from "../../memory/names.ts";
import { readPlaceNames } from "../../place/place_names.ts";
import { say } from "../../terminal/say.ts";
import type { CompletionsFlags } from "./flags.ts";
import type { Context } from "../../entry/context.ts";
import { reach, withAccount } from "../../entry/reach.ts";

/** Reads and remembers the names of one identity and region, and says what was found. */
export async function refreshNames(
  context: Context,
  { refresh: _, ...flags }: CompletionsFlags,
  profile: string | undefined,
): Promise<void> {
  const reached = await reach(context, flags, profile);
  const { ecs } = reached;
  try {
    const { lists, isPart } = await readPlaceNames(ecs, flags.cluster);
    const place = namesPlace(ecs.identity, ecs.region, context.env);
    if (!await rememberNames(context.env, place, lists)) throw notRemembered(context);
    const found = ["cluster", "service", "family", "container"]
      .map((kind) => counted(countOf(lists, kind), kind)).join(", ");
    say(`names for Tab in ${ecs.region}: ${found}`);
    if (isPart) {
      say("not every task was looked at: names of families and containers may be missing");
      if (Object.values(lists).some(({ length }) => length > NAMES_MOST)) {
        say(`of each list the first ${NAMES_MOST} names are kept`);
      }
    }
  } catch (error) {
    throw await withAccount(error, reached);
  }
}

function notRemembered({ env }: Context): EcsinError {
  const reason = notWritten(env);
  return new EcsinError({
    id: "names-not-remembered",
    what: "the names for Tab could not be written",
    why: reason.why,
    next: reason.next,
    exitCode: EXIT.failure,
  });
}

/** How many names of a kind the lists hold. */
function countOf(lists: Readonly<Record<string, readonly string[]>>, kind: string): number {
  const names = Object.entries(lists).flatMap(([list, names]) => {
    if (list === "clusters") return kind === "cluster" ? names : [];
    if (list.startsWith("containers ")) return kind === "container" ? names : [];
    return names.filter((name) => name.startsWith(`${kind} `));
  });
  return new Set(names).size;
}

function counted(count: number, kind: string): string {
  return `${count} ${count === 1 ? kind : kind.replace(/y$/, "ie") + "s"}`;
}
