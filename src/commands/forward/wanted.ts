// Which forwards are meant: by words, by the profile's `forwards:`, or by asking.
import type { Context } from "../../entry/context.ts";
import type { Entry } from "../../entry/enter.ts";
import { reach } from "../../entry/reach.ts";
import type { Reached } from "../../entry/reached.ts";
import { EcsinError } from "../../error.ts";
import type { Forward } from "../../forward/spec.ts";
import { askPort } from "./ask_ports.ts";
import type { ForwardFlags } from "./flags.ts";
import { type ForwardWords, namedForwards } from "./words.ts";

/** What was reached by the profile's name, before AWS is asked anything; see entry/reach.ts. */
export async function reachedFor(
  context: Context,
  flags: ForwardFlags,
  { target }: ForwardWords,
): Promise<Reached | undefined> {
  if (target === undefined) return undefined;
  try {
    return await reach(context, flags, target);
  } catch (error) {
    // A name that is nearly right is offered by the way that asks.
    if (error instanceof EcsinError && error.failure.id === "profile-unknown") return undefined;
    throw error;
  }
}

/** What words say by themselves, where none of them is a name. */
export function explicit({ forwards }: ForwardWords): readonly Forward[] {
  return forwards.some((each) => typeof each === "string")
    ? []
    : forwards.filter((each) => typeof each !== "string");
}

/** What is asked for as far as words and profile say. */
export function wantedForwards(
  { forwards }: ForwardWords,
  { socks }: ForwardFlags,
  { wanted, profileName }: Reached,
): readonly Forward[] {
  if (forwards.length > 0) {
    return forwards.flatMap((each) =>
      typeof each === "string" ? namedForwards(wanted.forwards, [each], profileName) : [each]
    );
  }
  const names = socks === undefined ? Object.keys(wanted.forwards ?? {}) : [];
  return namedForwards(wanted.forwards, names, profileName);
}

/** All of it, once the place is known: by words, by the profile, or by asking. */
export async function allForwards(
  words: ForwardWords,
  flags: ForwardFlags,
  entry: Entry,
  early: readonly Forward[],
): Promise<readonly Forward[]> {
  if (early.length > 0) return early;
  const wanted = wantedForwards(words, flags, entry.reached);
  if (wanted.length > 0 || flags.socks !== undefined) return wanted;
  return [await askPort(entry)];
}
