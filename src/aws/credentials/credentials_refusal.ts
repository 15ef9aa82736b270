// Why there are no credentials, in words: one text for each way in which they are to be had.
// What the person signs in with by another program is in sign_in_refusal.ts, what concerns a web
// identity token in web_identity_refusal.ts.
import { EcsinError, EXIT } from "../../error.ts";
import { awsFilesLine, awsLine, awsLineAs, ecsinLine, type Whom } from "../line.ts";
import { settingLine } from "../../pasteable.ts";
import { withoutUserInfo } from "../../secrets.ts";
import { type CredentialSource, describeSource, type Identity, UNNAMED } from "./identity.ts";
import type { Env } from "../../environment.ts";

const exitCode = EXIT.configuration;

/** A profile that says no way, or a wrong one. */
export function profileUnusable(
  name: string,
  why: readonly string[],
  identity: Identity,
): EcsinError {
  const { source } = identity;
  const isNamed = source.kind === "awsProfile" && source.from !== UNNAMED;
  const from = isNamed ? [`asked for by ${source.from}`] : [];
  return new EcsinError({
    id: "aws-profile-unusable",
    what: `AWS profile "${name}" gives no credentials`,
    why: [...from, ...why],
    next: [
      "aws configure list-profiles",
      awsFilesLine(name, { identity }, "configure", "sso"),
    ],
    exitCode,
  });
}

/** A name that neither of AWS's files has as a profile. */
export function profileUnknown(
  { awsProfile, from }: Extract<CredentialSource, { kind: "awsProfile" }>,
  why: readonly string[],
  identity: Identity,
): EcsinError {
  return new EcsinError({
    id: "aws-profile-unknown",
    what: `there is no AWS profile "${awsProfile}"`,
    why: [`asked for by ${from}`, ...why],
    next: [
      "aws configure list-profiles",
      awsFilesLine(awsProfile, { identity }, "configure"),
    ],
    exitCode,
  });
}

/** Profiles that are each other's source. */
export function profileCycle(names: readonly string[], identity: Identity): EcsinError {
  const [name = ""] = names;
  return new EcsinError({
    id: "aws-profile-cycle",
    what: `AWS profile "${name}" has itself as its source_profile in the end`,
    why: names.map((each) => `"${each}"`).join(" → "),
    next: awsFilesLine(name, { identity }, "configure", "set", "source_profile", "NAME"),
    exitCode,
  });
}

/** Nothing was named, and the surroundings have nothing either. */
export function credentialsMissing(env: Env, machine: string): EcsinError {
  const half = [["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const]
    .filter(([one, other]) => (env(one) === undefined) !== (env(other) === undefined))
    .map(([one, other]) =>
      env(one) === undefined ? `${other} is set, but no ${one}` : `${one} is set, but no ${other}`
    );
  return new EcsinError({
    id: "credentials-missing",
    what: "no AWS credentials were found",
    why: [
      ...half,
      "neither keys in the environment, nor an AWS profile, nor a role of this machine",
      machine,
    ],
    next: [settingLine("AWS_PROFILE", "NAME"), "aws configure sso"],
    exitCode,
  });
}

/** What the metadata service, or the way to it, said. */
export function machineInWords(error: unknown): string {
  const status: unknown = fieldOf(error, "statusCode");
  if (status === 404) return "this EC2 machine has no role";
  if (typeof status === "number") return `the EC2 metadata service answered with HTTP ${status}`;
  return "no EC2 metadata service answered";
}

/** The container's endpoint gave none. */
export function containerRefused(
  error: unknown,
  url: string | undefined,
  identity: Identity,
): EcsinError {
  const said = messageOf(error);
  const code = [fieldOf(error, "Code"), fieldOf(error, "Message")]
    .filter((part) => typeof part === "string").join(": ");
  return new EcsinError({
    id: "container-credentials-refused",
    what: "the container's endpoint gives no credentials",
    why: [...(url !== undefined ? [`asked at ${shownUrl(url)}`] : []), ...said.split("\n"), code]
      .filter((line) => line !== ""),
    next: ecsinLine({ identity }, "doctor"),
    exitCode,
  });
}

/** Without what may be a password or a token. */
function shownUrl(url: string): string {
  return withoutUserInfo(url).replace(/[?#].*/s, "?…");
}

/** STS did not let a role be assumed; other failures of the call stay what they are. */
export function roleRefused(
  error: EcsinError,
  name: string,
  roleArn: string,
  identity: Identity,
): EcsinError {
  const { source } = identity;
  const { aws, id } = error.failure;
  if (!isRefusal(error)) return error;
  if (id !== "access-denied") {
    return new EcsinError({
      id: "role-not-asked",
      what: `${roleArn} of AWS profile "${name}" could not be assumed`,
      why: [`requested with ${describeSource(source)}`, aws?.message ?? ""],
      next: [
        awsFilesLine(name, { identity }, "configure", "get", "role_arn"),
        callerLine(identity),
      ],
      exitCode,
      ...(aws !== undefined ? { aws } : {}),
    }, { cause: error });
  }
  return new EcsinError({
    id: "role-refused",
    what: `AWS profile "${name}" may not assume ${roleArn}`,
    why: [`requested with ${describeSource(source)}`, aws?.message ?? ""],
    next: callerLine(identity),
    exitCode,
    ...(aws !== undefined ? { aws } : {}),
  }, { cause: error });
}

/** Whether STS refused because of the code alone: then another one may be taken. */
export function isMfaCodeRefused(error: unknown): boolean {
  return error instanceof EcsinError && error.failure.aws?.name === "AccessDenied" &&
    /^MultiFactorAuthentication failed with invalid/.test(error.failure.aws.message ?? "");
}

/** Nobody can be asked for a code. */
export function mfaNeeded(name: string, serial: string, whom: Whom): EcsinError {
  return new EcsinError({
    id: "mfa-needed",
    what: `AWS profile "${name}" needs a code of ${serial}, and nobody can be asked for it`,
    why: [
      "there is no terminal to ask on, or a session has it already",
      "a code that AWS's CLI asked for serves ecsin too, until the role's credentials expire",
    ],
    next: awsLineAs(name, whom, "sts", "get-caller-identity"),
    exitCode,
  });
}

/** No code was taken. */
export function mfaRefused(
  name: string,
  serial: string,
  tries: number,
  whom: Whom,
): EcsinError {
  return new EcsinError({
    id: "mfa-refused",
    what: `none of ${tries} codes was accepted for ${serial}`,
    why: "each code works once: after one that was used, wait for the next",
    next: awsLineAs(name, whom, "iam", "list-mfa-devices"),
    exitCode,
  });
}

/** STS said no, as opposed to: it was not reached, or did not know who asks. */
export function isRefusal({ failure: { id } }: EcsinError): boolean {
  return id === "access-denied" || id === "aws-refused";
}

/** The line that shows whether AWS's CLI gets further, as the same source. */
export function callerLine(identity: Identity): string {
  return awsLine({ identity }, "sts", "get-caller-identity");
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
