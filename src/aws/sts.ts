// Who AWS says we are. Loaded only by what needs it: the doctor, the guard of account ids, and a
// failure where the account is the likely cause.
import { type DebugLog, logged } from "./call.ts";
import type { Identity } from "./identity.ts";
import { clientConfig, type SdkConfig } from "./sdk.ts";

/** GetCallerIdentity's answer. */
export interface Caller {
  readonly accountId: string;
  /** ARN of the user, of the assumed role's session, or of the account's root. */
  readonly arn: string;
}

/** Asks STS who the credentials belong to; every identity may ask this. */
export async function getCallerIdentity(
  config: SdkConfig,
  identity: Identity,
  debug: DebugLog,
): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(await clientConfig(config, "STS"));
  const { Account = "", Arn = "" } = await logged(
    { service: "sts", action: "GetCallerIdentity", input: {}, identity, debug },
    () => client.send(new GetCallerIdentityCommand({})),
  );
  return { accountId: Account, arn: Arn };
}

/** The account that the credentials say they belong to, without a call; often they do not say. */
export async function accountOfCredentials(
  { credentials }: SdkConfig,
): Promise<string | undefined> {
  return (await credentials()).accountId;
}
