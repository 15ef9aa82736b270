// What stands before a container: the account that a profile names, and the person's own word. The
// account is asked beside the other calls; nothing is executed before both have said yes.
import type { Caller } from "../aws/sts.ts";
import { EcsinError, EXIT, Left } from "../error.ts";
import type { PlaceKind, Places } from "../place/resolve.ts";
import type { Color } from "../terminal/style.ts";
import { accountOf } from "./recent_target.ts";
import type { Context } from "./context.ts";
import { pathOf } from "./place_line.ts";
import type { Reached } from "./reached.ts";
import { awsLine, type Whom } from "../aws/line.ts";
import { whyNobodyIsAsked } from "../asking.ts";

/** A guard that waits for the place. */
export interface Guard {
  /**
   * Lets a place through, or throws; asks once for each place. `act` is what is about to happen
   * there, such as `a shell`; `tasks` are words for more than one task.
   */
  pass(place: Places[PlaceKind], act: string, tasks?: string): Promise<void>;
}

/** How a guard is set up. */
export interface Guarding {
  /** The answer to what is asked was given with the command. */
  readonly yes: boolean;
  readonly color: Color | undefined;
  /** Whether there is a terminal to ask on. */
  readonly canAsk: boolean;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
}

/** Sets up the guard of what was reached, and begins to ask for the account where one is named. */
export function openGuard({ env }: Context, reached: Reached, guarding: Guarding): Guard {
  const { yes, color, canAsk, rerun } = guarding;
  const { recent, profileName = "", wanted } = reached;
  const { confirm = false, accountId } = wanted;
  const asks = confirm !== false && !yes;
  if (asks && !canAsk) throw nobodyToConfirm(profileName, rerun);
  const asked = accountId === undefined ? undefined : callerOf(reached);
  // A refusal is looked at when the place is known.
  asked?.catch(() => {});
  let passed: string | undefined;
  return {
    async pass(place, act, tasks) {
      let account = accountOf(place);
      if (accountId !== undefined && asked !== undefined) {
        account = await checked(accountId, asked, reached, rerun);
      }
      const known = recent?.target.accountId;
      if (known !== undefined && account !== known) {
        account = await checked(known, asked ?? callerOf(reached), reached, rerun);
      }
      // Another task of the same service is no other place.
      const key = pathOf(place, tasks ?? "");
      if (!asks || passed === key) return;
      const { askLine } = await import("../terminal/ask_line.ts");
      const answer = await askLine(
        confirm === "name" ? `type ${profileName} to go on: ` : "go on? [y/N] ",
        env,
        {
          above: `profile "${profileName}" asks first: ${act} in ${pathOf(place, tasks)} ` +
            `in ${reached.ecs.region}${account === undefined ? "" : `, account ${account}`}`,
          paint: wanted.color,
          color,
        },
      );
      await refuseUnless(answer, confirm, profileName);
      passed = key;
    },
  };
}

/** Who the credentials belong to. */
async function callerOf({ ecs, debug }: Reached): Promise<Caller> {
  const { getCallerIdentity } = await import("../aws/sts.ts");
  return await getCallerIdentity(ecs.config, ecs.identity, debug);
}

/** The account, when it is the right one. */
async function checked(
  wanted: string,
  asked: Promise<Caller>,
  reached: Reached,
  rerun: (flag: string) => string,
): Promise<string> {
  const { profileName = "", wanted: { accountId } } = reached;
  const what = accountId === wanted ? `profile "${profileName}"` : "the recent target";
  let caller: Caller;
  try {
    caller = await asked;
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    throw accountNotKnown(what, wanted, error, reached.ecs);
  }
  if (caller.accountId === wanted) return wanted;
  throw new EcsinError({
    id: "other-account",
    what: `${what} is for account ${wanted}, and this is account ${caller.accountId}`,
    why: `nothing was run; signed in as ${caller.arn}`,
    next: rerun("--aws-profile NAME"),
    exitCode: EXIT.configuration,
  });
}

function accountNotKnown(what: string, wanted: string, cause: EcsinError, whom: Whom): EcsinError {
  const { aws, next, why } = cause.failure;
  return new EcsinError({
    id: "account-not-known",
    what: `${what} is for account ${wanted}, and AWS did not say which account this is`,
    why: ["nothing was run", cause.message, ...[why ?? []].flat()],
    next: next ?? awsLine(whom, "sts", "get-caller-identity"),
    exitCode: EXIT.configuration,
    ...(aws !== undefined ? { aws } : {}),
  }, { cause });
}

/** Goes on for yes, or for the profile's name; leaves for anything else. */
async function refuseUnless(
  answer: string | undefined,
  confirm: true | "name",
  profileName: string,
): Promise<void> {
  if (answer === undefined) throw new Left();
  const given = answer.trim();
  if (confirm === "name" ? given === profileName : /^y(es)?$/i.test(given)) return;
  const { say } = await import("../terminal/say.ts");
  say(`${confirm === "name" ? `"${given}" is not "${profileName}": ` : ""}nothing was run`);
  throw new Left();
}

function nobodyToConfirm(profileName: string, rerun: (flag: string) => string): EcsinError {
  return new EcsinError({
    id: "nobody-to-confirm",
    what: `profile "${profileName}" asks before anything is run, and ${whyNobodyIsAsked()}`,
    why: "in a script, --yes is the answer",
    next: rerun("--yes"),
    exitCode: EXIT.usage,
  });
}
