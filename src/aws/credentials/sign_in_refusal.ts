// Why another program's sign-in gives no credentials, in words: SSO, `aws login`, a
// credential_process. Of a program only stderr is said, never its arguments or its stdout.
import { EcsinError, EXIT } from "../../error.ts";
import { awsFilesLine, awsLineAs, ecsinLine } from "../line.ts";
import { messageOf } from "./credentials_refusal.ts";
import { describeSource, type Identity } from "./identity.ts";
import type { SsoSettings } from "./sso_settings.ts";

const exitCode = EXIT.configuration;

/** The way to a sign-in service failed, or the service itself. */
export function unreachable(
  error: unknown,
  way: "SSO" | "aws login",
  name: string,
  identity: Identity,
): EcsinError {
  if (error instanceof EcsinError) return error;
  return new EcsinError({
    id: "sign-in-unreachable",
    what: `AWS profile "${name}" could not be renewed by ${way}`,
    why: messageOf(error),
    next: ecsinLine({ identity }, "doctor"),
    exitCode,
  }, { cause: error });
}

/** A credential_process that gave none. */
export function processFailed(
  why: readonly string[],
  name: string,
  identity: Identity,
): EcsinError {
  return new EcsinError({
    id: "credential-process-failed",
    what: `the credential_process of AWS profile "${name}" gave no credentials`,
    why,
    next: awsLineAs(name, { identity }, "sts", "get-caller-identity"),
    exitCode,
  });
}

/** The person has to sign in. */
export function ssoExpired(name: string, identity: Identity): EcsinError {
  const { source } = identity;
  return new EcsinError({
    id: "sso-expired",
    what: "the SSO session is not valid any more",
    why: `${describeSource(source)} signs in by SSO, and its session has expired or never began`,
    next: awsFilesLine(name, { identity }, "sso", "login"),
    exitCode,
  });
}

/** SSO said no. */
export function ssoRoleRefused(
  said: string,
  name: string,
  { roleName, accountId }: SsoSettings,
  identity: Identity,
): EcsinError {
  const { source } = identity;
  return new EcsinError({
    id: "sso-role-refused",
    what: `SSO does not give you the role "${roleName}" in account ${accountId}`,
    why: [`asked for by ${describeSource(source)}`, said],
    next: awsFilesLine(name, { identity }, "configure", "sso"),
    exitCode,
  });
}

/** What the SDK's provider of `aws login` threw. */
export function loginRefused(error: unknown, name: string, identity: Identity): EcsinError {
  const { source } = identity;
  const said = messageOf(error);
  if (/^Failed to refresh token: (?!AccessDenied|ValidationException)/.test(said)) {
    return unreachable(error, "aws login", name, identity);
  }
  return new EcsinError({
    id: "login-expired",
    what: "the sign-in of `aws login` is not valid any more",
    why: [
      `${describeSource(source)} signs in by \`aws login\``,
      ...(/password|permission/.test(said) ? [said] : []),
    ],
    next: awsFilesLine(name, { identity }, "login"),
    exitCode,
  });
}
