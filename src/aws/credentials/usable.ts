// Credentials as they were obtained: kept as secrets, and checked before a request is made of them. A
// header that cannot be sent would be said whole by what was to send it.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { EcsinError, EXIT } from "../../error.ts";
import { keepSecret } from "../../secrets.ts";

/** The credentials as they came; throws an EcsinError where they cannot be sent. */
export function usable(
  credentials: AwsCredentialIdentity,
  /** Where they are from, in words. */
  whose: string,
  /** What to do about it, to be pasted. */
  next: string,
): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  keepSecret(secretAccessKey, sessionToken);
  // A secret that was put in the place of the id is one all the same.
  if (!isKeyId(accessKeyId)) keepSecret(accessKeyId);
  const parts = [
    ["access key id", accessKeyId],
    ["secret access key", secretAccessKey],
    ["session token", sessionToken ?? "none"],
  ] as const;
  for (const [part, value] of parts) {
    const fault = faultOf(value);
    if (fault !== undefined) throw credentialsMalformed(part, fault, whose, next);
  }
  return credentials;
}

/** The id as it may be said. */
export function shownKeyId(accessKeyId: string): string {
  return isKeyId(accessKeyId) ? accessKeyId : "…";
}

function isKeyId(accessKeyId: string): boolean {
  return /^[A-Z0-9]{1,128}$/.test(accessKeyId);
}

/** Never the value, nor its length. */
function faultOf(value: string): string | undefined {
  if (value === "") return "is empty";
  if (/[\r\n]/.test(value)) return "has a line break in it";
  if (/\s/.test(value)) return "has a blank in it";
  return /^[\x21-\x7e]+$/.test(value) ? undefined : "has a character in it that no key has";
}

function credentialsMalformed(
  part: string,
  fault: string,
  whose: string,
  next: string,
): EcsinError {
  return new EcsinError({
    id: "credentials-malformed",
    what: `the ${part} of ${whose} ${fault}`,
    why: "it cannot be sent to AWS, so no request was made",
    next,
    exitCode: EXIT.configuration,
  });
}
