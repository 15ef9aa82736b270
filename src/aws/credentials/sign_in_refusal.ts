// Why another program's sign-in gives no credentials, in words: SSO, `aws login`, a
// credential_process. Of a program only stderr is said, never its arguments or its stdout.
import { EcsinError, EXIT } from "../../error.ts";
import { forProfile, messageOf } from "./credentials_refusal.ts";
import { describeSource, type Identity } from "./identity.ts";
import type { SsoSettings } from "./sso_settings.ts";

const exitCode = EXIT.configuration;

/** The way to a sign-in service failed, or the service itself. */
export function unreachable(error: unknown, way: "SSO" | "aws login", name: string): EcsinError {
  if (error instanceof EcsinError) return error;
  return new EcsinError({
    id: "sign-in-unreachable",
    what: `AWS profile "${name}" could not be renewed by ${way}`,
    why: messageOf(error),
    next: "ecsin doctor",
    exitCode,
  }, { cause: error });
}

/** A credential_process that gave none. */
export function processFailed(why: readonly string[], name: string): EcsinError {
  return new EcsinError({
    id: "credential-process-failed",
    what: `the credential_process of AWS profile "${name}" gave no credentials`,
    why,
    next: `aws sts get-caller-identity${forProfile(name)}`,
    exitCode,
  });
}

/** The person has to sign in. */
export function ssoExpired(name: string, { source }: Identity): EcsinError {
  return new EcsinError({
    id: "sso-expired",
    what: "the SSO session is not valid any more",
    why: `${describeSource(source)} signs in by SSO, and its session has expired or never began`,
    next: `aws sso login${forProfile(name)}`,
    exitCode,
  });
}

/** SSO said no. */
export function ssoRoleRefused(
  said: string,
  name: string,
  { roleName, accountId }: SsoSettings,
  { source }: Identity,
): EcsinError {
  return new EcsinError({
    id: "sso-role-refused",
    what: `SSO does not give you the role "${roleName}" in account ${accountId}`,
    why: [`asked for by ${describeSource(source)}`, said],
    next: `aws configure sso${forProfile(name)}`,
    exitCode,
  });
}

/** What the SDK's provider of `aws login` threw. */
export function loginRefused(error: unknown, name: string, { source }: Identity): EcsinError {
  const said = messageOf(error);
  if (/^Failed to refresh token: (?!AccessDenied|ValidationException)/.test(said)) {
    return unreachable(error, "aws login", name);
  }
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
