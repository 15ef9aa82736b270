// STS's answer to AssumeRole and its kin as credentials.
import type { AssumedRoleUser, Credentials } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity } from "@aws-sdk/types";

/** What STS answers, and the account of the role's ARN. */
export function assumedCredentials(
  { Credentials }: { readonly Credentials?: Credentials | undefined },
  roleArn: string,
): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  const [, , , , accountId] = roleArn.split(":");
  return {
    accessKeyId: AccessKeyId ?? "",
    secretAccessKey: SecretAccessKey ?? "",
    ...(SessionToken !== undefined ? { sessionToken: SessionToken } : {}),
    ...(Expiration !== undefined ? { expiration: Expiration } : {}),
    ...(accountId ? { accountId } : {}),
  };
}

/** The session's ARN and id, as AWS's CLI keeps them beside the credentials. */
export function assumedUser({ AssumedRoleUser: user }: {
  readonly AssumedRoleUser?: AssumedRoleUser | undefined;
}) {
  const { AssumedRoleId, Arn } = user ?? {};
  return AssumedRoleId === undefined || Arn === undefined
    ? {}
    : { AssumedRoleUser: { AssumedRoleId, Arn } };
}

/** Fewest characters (STS API reference, AssumeRole); AWS's CLI asks with no fewer. */
const LEAST = [
  ["role_arn", 20],
  ["external_id", 2],
  ["role_session_name", 2],
  ["mfa_serial", 9],
] as const;

/** Which setting of a role AWS would not take, and why; an empty session name is none. */
export function tooShort(
  settings: Readonly<Partial<Record<(typeof LEAST)[number][0], string | undefined>>>,
): string | undefined {
  for (const [key, least] of LEAST) {
    const value = settings[key];
    if (value === undefined || value.length >= least) continue;
    if (value === "" && key === "role_session_name") continue;
    const fault = value === "" ? "is empty" : `is "${value}": too short`;
    return `${key} ${fault}, AWS takes ${least} characters or more`;
  }
  return undefined;
}

/** The name of ecsin's sessions in CloudTrail, where the profile names none. */
export function defaultSessionName(): string {
  return `ecsin-${Math.floor(Date.now() / 1000)}`;
}
