// Why a web identity token gave no credentials, in words.
import { EcsinError, EXIT } from "../../error.ts";
import { settingLine, unsettingLine } from "../../pasteable.ts";
import { callerLine, isRefusal } from "./credentials_refusal.ts";
import type { Identity } from "./identity.ts";
import type { WebIdentityRole } from "./site.ts";

const exitCode = EXIT.configuration;

/** A token without the role that it is for. */
export function webIdentityRoleMissing(): EcsinError {
  return new EcsinError({
    id: "credentials-missing",
    what: "AWS_WEB_IDENTITY_TOKEN_FILE is set, but no AWS_ROLE_ARN",
    why: "the token in that file is exchanged for the credentials of a role",
    next: [unsettingLine(["AWS_WEB_IDENTITY_TOKEN_FILE"]), settingLine("AWS_ROLE_ARN", "ARN")],
    exitCode,
  });
}

/** There is no web identity token to show. */
export function webIdentityTokenMissing(
  error: unknown,
  { roleArn, tokenFile }: WebIdentityRole,
  identity: Identity,
): EcsinError {
  return new EcsinError({
    id: "web-identity-token-missing",
    what: `the web identity token cannot be read from "${tokenFile}"`,
    why: `it is to be shown for ${roleArn} (${error instanceof Error ? error.name : "Error"})`,
    next: callerLine(identity),
    exitCode,
  });
}

/** What is to be said to STS is nothing that it takes. */
export function webIdentityNotAsked(
  why: string,
  { roleArn, tokenFile }: WebIdentityRole,
  identity: Identity,
): EcsinError {
  return new EcsinError({
    id: "web-identity-refused",
    what: `the role "${roleArn}" cannot be asked for with a web identity token`,
    why: [`the token is in ${tokenFile}`, `the ${why}`],
    next: callerLine(identity),
    exitCode,
  });
}

/** STS did not take the web identity token; other failures of the call stay what they are. */
export function webIdentityRefused(
  error: EcsinError,
  { roleArn, tokenFile }: WebIdentityRole,
  identity: Identity,
): EcsinError {
  const { id, aws } = error.failure;
  const isOfToken = id === "credentials-expired" && aws?.name.startsWith("ExpiredToken") === true;
  if (!isRefusal(error) && !isOfToken) return error;
  return new EcsinError({
    id: "web-identity-refused",
    what: `${roleArn} was not given for the web identity token`,
    why: [`the token is in ${tokenFile}`, aws?.message ?? ""],
    next: callerLine(identity),
    exitCode,
    ...(aws !== undefined ? { aws } : {}),
  }, { cause: error });
}
