// The way that every command with a place goes before its own work. A command declares what it needs
// ({@link Needs}); `enter` finds the place and gives back what the rest of the way takes: the guard,
// a start that waits for the agent and explains a refusal, and the memory of what was opened.
import type { Ecs } from "../aws/ecs.ts";
import { whileWaiting } from "../aws/api/waiting.ts";
import { EcsinError } from "../error.ts";
import type { Ask } from "../place/choose.ts";
import type { Place, PlaceKind, Places } from "../place/resolve.ts";
import { type Target, targetOf } from "../place/target.ts";
import type { Profile } from "../profiles/profile.ts";
import { colored, useColor } from "../terminal/style.ts";
import { say } from "../terminal/say.ts";
import { whileSaying } from "../terminal/waiting.ts";
import { type Context, rerunWith } from "./context.ts";
import type { Started } from "./execute.ts";
import { type FindFlags, findPlace, type Found, type Needs } from "./find_place.ts";
import { idleOfPlace, refuseIdle } from "./idle_flags.ts";
import { pathOf, placeLine } from "./place_line.ts";
import { askOnTerminal } from "./reach.ts";
import type { Reached } from "./reached.ts";

/** The flags that a command which starts sessions has besides. */
export interface EnterFlags extends FindFlags {
  /** Milliseconds that an agent that is not there yet is waited for. */
  readonly wait?: number;
}

/** A session that was started, and where. */
export interface Opened {
  readonly place: Place;
  readonly target: Target;
  readonly started: Started;
}

/** A place that was found, and the rest of the way to it. */
export interface Entry<K extends PlaceKind = "container"> {
  readonly reached: Reached;
  readonly ecs: Ecs;
  /** Flags over profile over defaults. */
  readonly wanted: Profile;
  /** One line for --debug. */
  readonly debug: (line: string) => void;
  readonly place: Places[K];
  /** Undefined where there is no terminal to ask on. */
  readonly ask: Ask | undefined;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
  /** What the terminal's title says: the profile, or the path of the place. */
  readonly title: string;
  /** Says a place on stderr, in the profile's colour: whatever is chosen for a person is said. */
  say(place: Places[PlaceKind]): void;
  /** Lets a place through the profile's guards, or throws; see {@link Guard}. */
  pass(place: Places[PlaceKind], act: string, tasks?: string): Promise<void>;
}

/**
 * Goes the way by what a command declares that it needs. `from` is a profile's name, `-`, a place
 * typed as one word (`cluster/service`), or what was reached already. Throws {@link Left} when the
 * person leaves, and every failure in words.
 */
export async function enter<K extends PlaceKind>(
  context: Context,
  flags: EnterFlags,
  from: string | Reached | undefined,
  needs: Needs<K>,
): Promise<Entry<K>> {
  const rerun = (flag: string) => rerunWith(context.argv, flag);
  refuseIdle(context.argv, idleOfPlace(flags));
  const ask = needs.silent === true ? undefined : await askOnTerminal(flags, context);
  // What ecsin was started to ignore can be seen for half a second (Deno 2.9.6): then Deno takes the
  // signals for itself.
  whileWaiting(async () => await (await import("../terminal/ignored.ts")).lookAtSignals());
  const find = () => findPlace(context, flags, from, { ask, rerun }, needs);
  const found: Found<K> = await whileSaying("ecsin: reading tasks …", find, whileWaiting);
  const { reached, place, guard } = found;
  const { ecs, wanted, debug, profileName } = reached;
  const isColor = useColor(flags.color, context.env, Deno.stderr.isTerminal());
  return {
    reached,
    ecs,
    wanted,
    debug,
    place,
    ask,
    rerun,
    title: `ecsin ${profileName ?? pathOf(place)}`,
    say: (where) => say(placeLine(where, ecs.region), colored(wanted.color, isColor)),
    pass: async (where, act, tasks) => await guard?.pass(where, act, tasks),
  };
}

/** What is started in the place. */
export interface Starting {
  /** The command line for the container. */
  readonly command: (place: Place) => string;
  /** What is about to happen there, for the guard: `a shell`. */
  readonly act: string;
}

/**
 * Passes the guard and starts a session with AWS, in the place that was found, or, where its task
 * stopped meanwhile and was not asked for, in another one of the same service; each is said.
 */
export async function startSession(
  { flags, entry }: { readonly flags: EnterFlags; readonly entry: Entry },
  { command, act }: Starting,
): Promise<Opened> {
  const { execute } = await import("./execute.ts");
  const { ecs, rerun } = entry;
  const start = async (place: Place): Promise<Opened> => {
    const target = { ...targetOf(place), command: command(place) };
    await entry.pass(place, act);
    const starting = { ecs, known: place.described, waitMs: flags.wait ?? 0, say, rerun };
    const started = await whileSaying(
      "ecsin: starting the session …",
      () => execute(target, starting),
    );
    return { place, target, started };
  };
  try {
    return await start(entry.place);
  } catch (error) {
    const instead = await placeInstead(error, flags, entry);
    entry.say(instead);
    return await start(instead);
  }
}

/**
 * Where to go when a session could not be started: another task of the same service, where nobody
 * asked for just this one, or the container that was meant. Throws the error where there is none.
 */
export async function placeInstead(
  error: unknown,
  flags: EnterFlags,
  { ecs, wanted, place, ask, rerun }: Entry,
): Promise<Place> {
  if (!(error instanceof EcsinError)) throw error;
  if (error.failure.id === "task-stopped" && wanted.task === undefined) {
    // Nobody asked for just this task: another one of the same service will do, and is told.
    say(`${error.message}: another one is looked for`);
    const { resolvePlace } = await import("../place/resolve.ts");
    return await resolvePlace(
      { ...wanted, ...pinnedBy(place) },
      { ecs, ask, rerun },
      "container",
    );
  }
  if (ask === undefined) throw error;
  const { looseContainer } = await import("./loose.ts");
  const container = await looseContainer(error, flags, place.container, ask);
  if (container === undefined) throw error;
  return { ...place, container, notes: [] };
}

/** What was chosen so far, without the task. */
function pinnedBy({ cluster, group, container }: Place): Profile {
  return { cluster, container, ...(group !== undefined ? { [group.kind]: group.name } : {}) };
}
