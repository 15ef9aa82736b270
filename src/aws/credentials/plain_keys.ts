// Plain keys: of the environment, or of a profile of AWS's files that has nothing but keys. They
// need no SDK to be read; any other kind of credentials is the SDK's to find.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";
import { profileIn, type SharedFiles } from "./shared_files.ts";

/** Keys of a profile that make its credentials something else than plain keys. */
const OTHER_KINDS =
  /^(role_arn|source_profile|credential_source|credential_process|login_session)$|^(sso|web_identity)_/;

/** The keys; undefined where the chosen source is any other. */
export function plainKeys(
  { source }: Identity,
  env: Env,
  files: SharedFiles,
): AwsCredentialIdentity | undefined {
  if (source.kind === "keys") {
    return keysOf(source.accessKeyId, env("AWS_SECRET_ACCESS_KEY"), env("AWS_SESSION_TOKEN"));
  }
  // As in AWS's CLI: a token of the surroundings goes before a default profile.
  if (source.kind === "chain" && env("AWS_WEB_IDENTITY_TOKEN_FILE") !== undefined) return undefined;
  const profile = profileIn(files, source.kind === "awsProfile" ? source.awsProfile : "default");
  if (Object.keys(profile).some((key) => OTHER_KINDS.test(key))) return undefined;
  return keysOf(
    profile["aws_access_key_id"],
    profile["aws_secret_access_key"],
    profile["aws_session_token"],
    profile["aws_account_id"],
  );
}

function keysOf(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  sessionToken: string | undefined,
  accountId?: string,
): AwsCredentialIdentity | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined ? { sessionToken } : {}),
    ...(accountId !== undefined ? { accountId } : {}),
  };
}
