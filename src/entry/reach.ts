// From flags and a profile's name to an open ECS client and what is wanted: the part of the way
// that login, exec and list share. Names the choice of identity where several compete.
import type { Profile } from "../profiles/profile.ts";
import { EcsinError, EXIT, Left } from "../error.ts";
import { phase } from "../trace.ts";
import type { Ask } from "../place/choose.ts";
import type { Recent } from "../memory/recents.ts";
import type { Answer, Question, RowAction } from "../terminal/picker/question.ts";
import type { Context } from "./context.ts";
import type { AwsFlags, TargetFlags } from "./flags.ts";
import { askMfaCodeOnTerminal } from "./mfa.ts";
import type { Reached } from "./reached.ts";

/** How a command reaches what is meant, besides its flags. */
export interface Reaching {
  /** A recent target to be repeated; the name `-` stands for the last one. */
  readonly recent?: Recent;
  /** Say nothing and ask nobody, for a look while something else is on the screen. */
  readonly quiet?: boolean;
}

/** Reads the profile, decides as whom and where, and opens ECS; asks no network yet. */
export async function reach(
  context: Context,
  flags: AwsFlags & TargetFlags & Omit<Partial<Profile>, "color">,
  name: string | undefined,
  { recent: chosen, quiet = false }: Reaching = {},
): Promise<Reached> {
  const { env } = context;
  const [{ chooseIdentity }, { Ecs }, { say }, { parseArn }, { mergeWanted }] = await Promise.all([
    import("../aws/credentials/identity.ts"),
    import("../aws/ecs.ts"),
    import("../terminal/say.ts"),
    import("../place/arn.ts"),
    import("../profiles/merge.ts"),
  ]);
  const debug = flags.debug ? (line: string) => say(`debug: ${line}`) : () => {};
  const recent = name === "-" ? await lastOne(context) : chosen;
  phase("profile");
  const { savedProfile, typedInstead } = await import("./saved_profile.ts");
  const asked = recent === undefined ? name : recent.profile;
  const found = asked === undefined
    ? undefined
    : await savedProfile(asked, flags, env, debug).catch((error) => typedInstead(error, asked));
  const isTyped = found !== undefined && !("profile" in found);
  const profile = found !== undefined && "profile" in found ? found : undefined;
  const profileName = isTyped ? undefined : asked;
  const named: Profile = profile?.profile ?? (isTyped ? found : {});
  const saved = recent === undefined ? named : await overProfile(named, profile?.file, recent);
  const isSameAgain = name === "-" && flags.task === undefined && flags.pick === undefined;
  const wanted = {
    ...mergeWanted(saved, flags),
    ...(isSameAgain && recent?.taskId !== undefined ? { lastTask: recent.taskId } : {}),
  };
  const arn = [wanted.cluster, wanted.service, wanted.task]
    .map((each) => parseArn(each ?? "")).find((each) => each !== undefined);
  const region = flags.region ?? saved.region;
  if (arn !== undefined && region !== undefined && region !== arn.region) {
    throw new EcsinError({
      id: "region-contradiction",
      what: `region ${region} is asked for, but the ARN of "${arn.name}" is in ${arn.region}`,
      again: `--region ${arn.region}`,
      exitCode: EXIT.usage,
    });
  }
  const savedRegion = saved.region ?? arn?.region;
  const endpointUrl = flags.endpointUrl ?? recent?.target.endpointUrl;
  const identity = chooseIdentity({
    flags: { ...flags, ...(endpointUrl !== undefined ? { endpointUrl } : {}) },
    ...(profileName !== undefined || recent !== undefined || savedRegion !== undefined
      ? {
        saved: {
          name: profileName ?? "",
          ...(recent !== undefined ? { from: "the recent target" } : {}),
          ...(saved.awsProfile !== undefined ? { awsProfile: saved.awsProfile } : {}),
          ...(savedRegion !== undefined ? { region: savedRegion } : {}),
        },
      }
      : {}),
  }, env);
  const asking = quiet ? "not now" : askMfaCodeOnTerminal(flags, env);
  if (!quiet) { for (const remark of identity.remarks) say(remark); }
  await tellThrottling();
  const ecs = await Ecs.open(identity, env, debug, asking);
  if (!quiet) { for (const remark of ecs.config.settings.remarks) say(remark); }
  debug(`region ${ecs.region}, ${JSON.stringify(identity.source)}`);
  return {
    ecs,
    wanted,
    debug,
    ...(profileName !== undefined ? { profileName } : {}),
    ...(profile !== undefined ? { profileFile: profile.file } : {}),
    isTyped,
    ...(recent !== undefined ? { recent: asFlagged(recent, flags) } : {}),
  };
}

/** What is waited for is said with its reason, where AWS goes on refusing calls for their number. */
async function tellThrottling(): Promise<void> {
  const [{ onThrottling }, { noteOnWaitingLine }] = await Promise.all([
    import("../aws/api/waiting.ts"),
    import("../terminal/waiting.ts"),
  ]);
  onThrottling((isRefusing) =>
    noteOnWaitingLine(isRefusing ? "AWS throttles, trying again" : undefined)
  );
}

async function lastOne(context: Context): Promise<Recent> {
  const [{ lastRecent, wordsOf }, { say }] = await Promise.all([
    import("./recent_target.ts"),
    import("../terminal/say.ts"),
  ]);
  const recent = await lastRecent(context);
  say(`again: ${wordsOf(recent)}`);
  return recent;
}

async function overProfile(
  named: Profile,
  file: string | undefined,
  recent: Recent,
): Promise<Profile> {
  const { refuseOtherFile, repeated } = await import("./recent_target.ts");
  await refuseOtherFile(recent, file);
  return repeated(named, recent.target);
}

/** A flag that says as whom or where may lead to another account: the person wants it so. */
function asFlagged(recent: Recent, { awsProfile, endpointUrl }: AwsFlags): Recent {
  if (awsProfile === undefined && endpointUrl === undefined) return recent;
  const { accountId: _, ...target } = recent.target;
  return { ...recent, target };
}

const WRONG_PLACE = ["cluster-not-found", "no-cluster"];

/** A failure with the account in which nothing was found: the wrong one, more often than not. */
export async function withAccount(error: unknown, { ecs, debug }: Reached): Promise<unknown> {
  if (!(error instanceof EcsinError) || !WRONG_PLACE.includes(error.failure.id)) return error;
  const { getCallerIdentity } = await import("../aws/sts.ts");
  try {
    const { accountId, arn } = await getCallerIdentity(ecs.config, ecs.identity, debug);
    const why = [error.failure.why ?? []].flat();
    const place = `looked for in account ${accountId}, region ${ecs.region}, as ${arn}`;
    return new EcsinError({ ...error.failure, why: [place, ...why] }, { cause: error });
  } catch {
    // Who cannot ask STS still gets to know what was not found.
    return error;
  }
}

/** Puts questions to the person by the picker; undefined where there is no terminal to ask on. */
export async function askOnTerminal(flags: AwsFlags, context: Context): Promise<Ask | undefined> {
  const { env } = context;
  const { canAsk, openPickerTerminal } = await import("../terminal/picker/terminal.ts");
  if (!canAsk(env)) return undefined;
  const { whileSaying } = await import("../terminal/waiting.ts");
  const ask = async <T>(question: Question<T>): Promise<Answer<T>> => {
    const { pick } = await import("../terminal/picker/pick.ts");
    const picked = await pick(question, openPickerTerminal(flags.color, env));
    return picked.kind === "act" ? await doInstead(picked.action, flags, context) : picked;
  };
  const reading = <T>(title: string, work: () => Promise<T>) =>
    whileSaying(`${title}> reading …`, work);
  return Object.assign(ask, { reading });
}

/** Leaves this line for the one of an action; asks for what it waits for. */
async function doInstead(
  { words, asks }: RowAction,
  { color }: AwsFlags,
  { env, instead }: Context,
): Promise<never> {
  let typed = "";
  if (asks !== undefined) {
    const { askLine } = await import("../terminal/ask_line.ts");
    typed = (await askLine(`${asks}: `, env, { color }))?.trim() ?? "";
    if (typed === "") throw new Left();
  }
  if (instead !== undefined) instead.words = words.map((word) => word.replace("{}", typed));
  throw new Left(EXIT.done);
}
