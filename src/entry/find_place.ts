// From what the person named to one place: by a profile, by `-`, by flags, or by choosing, on the
// first screen and question by question. What is typed loosely is offered; the guard is set up.
import { Back, EcsinError } from "../error.ts";
import type { Ask } from "../place/choose.ts";
import type { Place } from "../place/resolve.ts";
import type { Context } from "./context.ts";
import type { AwsFlags, SessionFlags, TargetFlags } from "./flags.ts";
import { type Guard, type Guarding, openGuard } from "./guard.ts";
import { reach, type Reached, withAccount } from "./reach.ts";
import { seenNames } from "./seen_names.ts";

/** What finding needs besides flags. */
export interface Finding {
  readonly ask: Ask | undefined;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
}

/** A place, how it was reached, and what stands before it. */
export interface Found {
  readonly reached: Reached;
  readonly place: Place;
  /** Undefined for --print, which opens nothing. */
  readonly guard: Guard | undefined;
}

type FindFlags = AwsFlags & TargetFlags & SessionFlags & { readonly print: boolean };

/** Finds it; `name` is a profile's or `-`. Throws {@link Left} when the person leaves. */
export async function findPlace(
  context: Context,
  flags: FindFlags,
  name: string | undefined,
  { ask, rerun }: Finding,
): Promise<Found> {
  const guarding: Guarding = { ...flags, color: flags.color, canAsk: ask !== undefined, rerun };
  const screen = name === undefined && ask !== undefined && !saysWhere(flags)
    ? await (await import("./first_screen.ts")).openFirstScreen(context, flags, ask)
    : undefined;
  while (true) {
    const reached = screen !== undefined
      ? await screen.choose()
      : await reachNamed(context, flags, name, ask);
    const guard = flags.print ? undefined : openGuard(context, reached, guarding);
    try {
      const place = await resolve(context, reached, flags, { ask, rerun }, screen !== undefined);
      return { reached, place, guard };
    } catch (error) {
      if (!(error instanceof Back)) throw await withAccount(error, reached);
    }
  }
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

async function resolve(
  context: Context,
  { ecs, wanted: given }: Reached,
  flags: FindFlags,
  { ask, rerun }: Finding,
  canGoBack: boolean,
): Promise<Place> {
  const { resolvePlace } = await import("../place/resolve.ts");
  const names = ask && seenNames(context, flags, ecs);
  for (let wanted = given;;) {
    try {
      return await resolvePlace(wanted, { ecs, ask, rerun, canGoBack, names });
    } catch (error) {
      if (ask === undefined || !(error instanceof EcsinError)) throw error;
      const { looseTarget } = await import("./loose.ts");
      const meant = await looseTarget(error, flags, wanted, ecs, ask);
      if (meant === undefined) throw error;
      wanted = { ...wanted, ...meant };
    }
  }
}
