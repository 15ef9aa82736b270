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

/** The name of ecsin's sessions in CloudTrail, where the profile names none. */
export function defaultSessionName(): string {
  return `ecsin-${Math.floor(Date.now() / 1000)}`;
}
