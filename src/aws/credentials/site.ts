// What every way to credentials is given, and whom it may ask.
import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { DebugLog } from "../api/call.ts";
import type { AwsFiles } from "./aws_profile.ts";
import type { Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";

/**
 * Asks the person for the code of an MFA device. `refused` says why the code before was not taken.
 * Gives undefined where nobody can be asked.
 */
export type AskMfaCode = (serial: string, refused?: string) => Promise<string | undefined>;

/** Who is asked for a code: the person, nobody, or nobody while the terminal shows something else. */
export type Asking = AskMfaCode | undefined | "not now";

/** What the clients that fetch credentials (STS, SSO, sign-in) are made with, beside their region. */
export type FetchConfig = Pick<STSClientConfig, "maxAttempts" | "requestHandler">;

/** What every way to credentials is given. */
export interface Site {
  readonly identity: Identity;
  readonly env: Env;
  readonly files: AwsFiles;
  /** Of the call; a profile's own region comes first. */
  readonly region: string;
  readonly fetchConfig: FetchConfig;
  readonly askMfaCode: AskMfaCode;
  readonly debug: DebugLog;
}

/** Which role, and the token that is shown for it. */
export interface WebIdentityRole {
  readonly tokenFile: string;
  readonly roleArn: string;
  readonly roleSessionName: string | undefined;
}

/** The keys in the environment. */
export function environmentKeys(env: Env, accessKeyId: string): AwsCredentialIdentity {
  const sessionToken = env("AWS_SESSION_TOKEN");
  return {
    accessKeyId,
    secretAccessKey: env("AWS_SECRET_ACCESS_KEY") ?? "",
    ...(sessionToken !== undefined ? { sessionToken } : {}),
  };
}
