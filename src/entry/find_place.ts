// From what the person named to one place: by a profile, by `-`, by `cluster/service`, by flags, or
// by choosing, on the first screen and question by question. What is typed loosely is offered; the
// guard is set up.
import { Back, EcsinError } from "../error.ts";
import { isWholeTaskId, nameOf } from "../place/arn.ts";
import type { Ask } from "../place/choose.ts";
import type { PlaceKind, Places } from "../place/resolve.ts";
import type { Progress } from "../place/step.ts";
import type { Look } from "../terminal/picker/question.ts";
import type { Context } from "./context.ts";
import type { AwsFlags, TargetFlags } from "./flags.ts";
import { type Guard, type Guarding, openGuard } from "./guard.ts";
import { reach, withAccount } from "./reach.ts";
import type { Reached } from "./reached.ts";
import { rowActions } from "./row_actions.ts";
import { seenNames } from "./seen_names.ts";

/** What a command needs of a place before its own work: declared once, beside its run. */
export interface Needs<K extends PlaceKind = PlaceKind> {
  /** How far the way goes. */
  readonly place: K;
  /** `enterable`: only what a session can be opened in is taken; `any`: whatever is there. */
  readonly state: "enterable" | "any";
  /** Whether the profile's guards (`confirm`, `accountId`) stand before what the command does. */
  readonly guard: boolean;
  /** Several tasks may be marked and taken at once. */
  readonly manyTasks?: boolean;
  /** Nothing is ever asked, though there is a terminal: it is another program's. */
  readonly silent?: boolean;
}

/** What finding needs besides flags. */
export interface Finding {
  readonly ask: Ask | undefined;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
}

/** A place, how it was reached, and what stands before it. */
export interface Found<K extends PlaceKind = "container"> {
  readonly reached: Reached;
  readonly place: Places[K];
  /** Undefined where nothing is to be guarded, as with --print. */
  readonly guard: Guard | undefined;
}

/** The flags that find a place. */
export interface FindFlags extends AwsFlags, TargetFlags {
  /** What a profile asks first is answered. */
  readonly yes?: boolean;
  /** Nothing is done, only a line is printed. */
  readonly print?: boolean;
}

/**
 * Finds it; `from` is a profile's name, `-`, a place typed as one word, or what was reached already.
 * Throws {@link Left} when the person leaves.
 */
export async function findPlace<K extends PlaceKind>(
  context: Context,
  flags: FindFlags,
  from: string | Reached | undefined,
  { ask, rerun }: Finding,
  needs: Needs<K>,
): Promise<Found<K>> {
  const { yes = false, color } = flags;
  const guarding: Guarding = { yes, color, canAsk: ask !== undefined, rerun };
  const screen = from === undefined && ask !== undefined && !saysWhere(flags)
    ? await (await import("./first_screen.ts")).openFirstScreen(context, flags, ask)
    : undefined;
  while (true) {
    const reached = screen !== undefined
      ? await screen.choose()
      : typeof from === "object"
      ? from
      : await reachNamed(context, flags, from, ask);
    const isGuarded = needs.guard && flags.print !== true;
    const guard = isGuarded ? openGuard(context, reached, guarding) : undefined;
    try {
      const canGoBack = screen !== undefined;
      const place = await resolve(context, reached, flags, { ask, rerun, canGoBack }, needs);
      return { reached, place, guard };
    } catch (error) {
      if (!(error instanceof Back)) throw await withCauses(error, reached);
    }
  }
}

/** A failure with what the account, or the last lines of a task that has stopped, tell of it. */
async function withCauses(error: unknown, reached: Reached): Promise<unknown> {
  const explained = await withAccount(error, reached);
  const { ecs, wanted: { cluster, task, container } } = reached;
  const isNotReady = explained instanceof EcsinError && explained.failure.id === "not-ready";
  if (!isNotReady || cluster === undefined || task === undefined) return explained;
  if (!isWholeTaskId(nameOf(task))) return explained;
  const { withLastWordsOf } = await import("./last_words.ts");
  return await withLastWordsOf(explained, ecs, { cluster, task, container });
}

/** Whether flags say enough of the place, or as whom to look for it, to begin there. */
function saysWhere(flags: FindFlags): boolean {
  const { cluster, service, family, task, awsProfile, region, endpointUrl } = flags;
  return [cluster, service, family, task, awsProfile, region, endpointUrl]
    .some((value) => value !== undefined);
}

/** Reaches a profile; where none is called so, those that are called nearly so are offered. */
async function reachNamed(
  context: Context,
  flags: FindFlags,
  name: string | undefined,
  ask: Ask | undefined,
): Promise<Reached> {
  try {
    return await reach(context, flags, name);
  } catch (error) {
    const isUnknown = error instanceof EcsinError && error.failure.id === "profile-unknown";
    if (!isUnknown || name === undefined || name === "-" || ask === undefined) throw error;
    const { looseProfile } = await import("./loose.ts");
    const meant = await looseProfile(name, flags, context, ask);
    if (meant === undefined) throw error;
    return await reach(context, flags, meant);
  }
}

async function resolve<K extends PlaceKind>(
  context: Context,
  reached: Reached,
  flags: FindFlags,
  { ask, rerun, canGoBack }: Finding & { readonly canGoBack: boolean },
  needs: Needs<K>,
): Promise<Places[K]> {
  const { ecs, wanted: given, isTyped } = reached;
  const { resolvePlace } = await import("../place/resolve.ts");
  const names = ask && seenNames(context, flags, ecs);
  const looks = (so: Progress): Look => async (draw, signal) => {
    const { rowLooks } = await import("./row_looks.ts");
    await rowLooks(context, flags, ecs)(so)(draw, signal);
  };
  const resolving = {
    ecs,
    ask,
    rerun,
    canGoBack,
    names,
    looks,
    anyState: needs.state === "any",
    manyTasks: needs.manyTasks === true,
    actions: rowActions(context, flags, reached),
  };
  for (let wanted = given;;) {
    try {
      return await resolvePlace(wanted, resolving, needs.place);
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      if (isTyped && error.failure.id === "service-not-found" && wanted.service !== undefined) {
        // The word says no more than a name: it may be a family's.
        const { service: family, ...rest } = wanted;
        return await resolvePlace({ ...rest, family }, resolving, needs.place).catch(() => {
          throw error;
        });
      }
      if (ask === undefined) throw error;
      const { looseTarget } = await import("./loose.ts");
      const meant = await looseTarget(error, flags, wanted, ecs, ask);
      if (meant === undefined) throw error;
      wanted = { ...wanted, ...meant };
    }
  }
}
