// Why another program's sign-in gives no credentials, in words: SSO, `aws login`, a
// credential_process. Of a program only stderr is said, never its arguments or its stdout.
import { EcsinError, EXIT } from "../../error.ts";
import type { AwsProfile, Way } from "./aws_profile.ts";
import { forProfile, messageOf } from "./credentials_refusal.ts";
import { describeSource, type Identity } from "./identity.ts";

const exitCode = EXIT.configuration;

/** What the SDK's provider threw, for the ways that only the SDK knows. */
export function wayRefused(
  error: unknown,
  way: Way,
  name: string,
  profile: AwsProfile,
  identity: Identity,
): EcsinError {
  const said = messageOf(error);
  if (way === "credential_process") return processFailed(said, name, profile);
  const failed = way === "SSO"
    ? ssoFailure(said, name, profile, identity)
    : loginFailure(said, name, identity);
  return failed ?? new EcsinError({
    id: "sign-in-unreachable",
    what: `AWS profile "${name}" could not be renewed by ${way}`,
    why: said,
    next: "ecsin doctor",
    exitCode,
  });
}

function processFailed(said: string, name: string, profile: AwsProfile): EcsinError {
  const started = `Command failed: ${profile.credential_process ?? ""}\n`;
  // Node's message is the command's line, then all of stderr; the line may hold a secret.
  const stderr = said.startsWith(started) ? said.slice(started.length) : said;
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return new EcsinError({
    id: "credential-process-failed",
    what: `the credential_process of AWS profile "${name}" gave no credentials`,
    why: lines.length > 0 && !lines[0]?.startsWith("Command failed:")
      ? lines.slice(-3)
      : "it failed and said nothing",
    next: `aws sts get-caller-identity${forProfile(name)}`,
    exitCode,
  });
}

function ssoFailure(
  said: string,
  name: string,
  { sso_role_name, sso_account_id }: AwsProfile,
  { source }: Identity,
): EcsinError | undefined {
  if (/aws sso login|^UnauthorizedException\b/.test(said)) {
    return new EcsinError({
      id: "sso-expired",
      what: "the SSO session is not valid any more",
      why: `${describeSource(source)} signs in by SSO, and its session has expired or never began`,
      next: `aws sso login${forProfile(name)}`,
      exitCode,
    });
  }
  if (!/^(ForbiddenException|ResourceNotFoundException|InvalidRequestException)\b/.test(said)) {
    return undefined;
  }
  return new EcsinError({
    id: "sso-role-refused",
    what: `SSO does not give you the role "${sso_role_name}" in account ${sso_account_id}`,
    why: [`asked for by ${describeSource(source)}`, said],
    next: `aws configure sso${forProfile(name)}`,
    exitCode,
  });
}

function loginFailure(said: string, name: string, { source }: Identity): EcsinError | undefined {
  if (/^Failed to refresh token: (?!AccessDenied|ValidationException)/.test(said)) return undefined;
  return new EcsinError({
    id: "login-expired",
    what: "the sign-in of `aws login` is not valid any more",
    why: [
      `${describeSource(source)} signs in by \`aws login\``,
      ...(/password|permission/.test(said) ? [said] : []),
    ],
    next: `aws login${forProfile(name)}`,
    exitCode,
  });
}
