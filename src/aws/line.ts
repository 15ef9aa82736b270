// Lines to paste that ask AWS, for AWS's own CLI and for ecsin. They are made here and nowhere else: a
// line that left out as whom and where ecsin asked would, pasted, act in another account.
import { pasteable } from "../pasteable.ts";
import type { Identity } from "./credentials/identity.ts";

/** As whom and where: an `Ecs`, or an identity before its region is known. */
export interface Whom {
  readonly identity: Identity;
  /** Undefined: the identity's own, or whatever AWS's files say. */
  readonly region?: string;
}

/**
 * A line for AWS's CLI: `aws`, the words, and the region, the AWS profile and the endpoint that ecsin
 * asks. Each word stays one in the person's shell. A flag among the words goes before the identity's.
 */
export function awsLine({ identity, region }: Whom, ...words: readonly string[]): string {
  const { source, endpointUrl } = identity;
  return joined(["aws", ...words], [
    ["--region", region ?? identity.region],
    ["--profile", source.kind === "awsProfile" ? source.awsProfile : undefined],
    ["--endpoint-url", endpointUrl],
  ]);
}

/**
 * A line for AWS's CLI that asks as another AWS profile than ecsin was told: one that the identity's
 * own leads to, such as the source of a role.
 */
export function awsLineAs(awsProfile: string, whom: Whom, ...words: readonly string[]): string {
  if (isAmbient(awsProfile, whom)) return awsLine(whom, ...words);
  const source = { kind: "awsProfile", awsProfile, from: "" } as const;
  return awsLine({ ...whom, identity: { ...whom.identity, source } }, ...words);
}

/** A line of AWS's CLI that reads or changes AWS's own files, or signs in, for one AWS profile. */
export function awsFilesLine(
  awsProfile: string,
  whom: Whom,
  ...words: readonly string[]
): string {
  const flags = isAmbient(awsProfile, whom) ? [] : [["--profile", awsProfile] as const];
  return joined(["aws", ...words], flags);
}

/** Whether the profile is the one that AWS's tools take where nothing names any. */
function isAmbient(awsProfile: string, { identity: { source } }: Whom): boolean {
  return awsProfile === "default" && source.kind === "chain";
}

/**
 * A line for ecsin: the words, and what of the identity the person has asked for by flags or by a
 * profile; the rest is in their environment, which the pasted line has too. What stands behind `--`
 * stays last.
 */
export function ecsinLine({ identity }: Whom, ...words: readonly string[]): string {
  return joined(["ecsin", ...words], identity.flags);
}

/** A line that changes something, and what it changes in words, to be said below it. */
export function changing(line: string, what: string): readonly string[] {
  return [line, `(this ${what})`];
}

/** The first line of several, with what is said below it. */
export function firstOf(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines[1]?.startsWith("(this ") === true ? 2 : 1);
}

function joined(
  words: readonly string[],
  flags: readonly (readonly [string, string | undefined])[],
): string {
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const own = words.slice(0, end);
  const added = flags.flatMap(([flag, value]) =>
    value === undefined || own.includes(flag) ? [] : [flag, value]
  );
  return [...own, ...added, ...words.slice(end)].map(pasteable).join(" ");
}
