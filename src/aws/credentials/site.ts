// What every way to credentials is given, and whom it may ask.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { DebugLog } from "../api/call.ts";
import type { Http } from "../api/http.ts";
import type { Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";
import type { Settings } from "./settings.ts";
import type { AwsFiles } from "./shared_files.ts";

/**
 * Asks the person for the code of an MFA device. `refused` says why the code before was not taken.
 * Gives undefined where nobody can be asked.
 */
export type AskMfaCode = (serial: string, refused?: string) => Promise<string | undefined>;

/** Who is asked for a code: the person, nobody, or nobody while the terminal shows something else. */
export type Asking = AskMfaCode | undefined | "not now";

/** What every way to credentials is given. */
export interface Site {
  readonly identity: Identity;
  readonly env: Env;
  readonly files: AwsFiles;
  /** Of the call, and of the calls that give its credentials, as in AWS's CLI. */
  readonly region: string;
  /** Of the profile that was chosen, also where other profiles lend their keys. */
  readonly settings: Settings;
  readonly http: Http;
  readonly askMfaCode: AskMfaCode;
  /** Whether the terminal is still the person's: later a picker or a session has it. */
  readonly hasTerminal: () => boolean;
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
  // botocore's order: the first name is boto's own, of long ago.
  const sessionToken = env("AWS_SECURITY_TOKEN") ?? env("AWS_SESSION_TOKEN");
  const accountId = env("AWS_ACCOUNT_ID");
  return {
    accessKeyId,
    secretAccessKey: env("AWS_SECRET_ACCESS_KEY") ?? "",
    ...(sessionToken !== undefined ? { sessionToken } : {}),
    ...(accountId !== undefined ? { accountId } : {}),
  };
}
