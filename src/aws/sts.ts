// Who AWS says we are. Loaded only by what needs it: the doctor, the guard of account ids, and a
// failure where the account is the likely cause. The guard stands before every login of a profile
// that has one, so it is asked as quickly as ECS: without the SDK where that can be.
import { type DebugLog, logged } from "./api/call.ts";
import { plainEndpoint } from "./api/endpoint.ts";
import type { Identity } from "./credentials/identity.ts";
import { Retries } from "./api/retry.ts";
import { clientConfig, type SdkConfig } from "./credentials/sdk.ts";
import { SignedApi } from "./api/signed_api.ts";

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
  const endpoint = plainEndpoint("STS", config.region, config.settings);
  const call = { service: "sts", action: "GetCallerIdentity", input: {}, identity, debug };
  if (endpoint !== undefined) {
    const retries = new Retries(config.settings.maxAttempts);
    const api = new SignedApi({ ...config, endpoint, service: "sts", retries });
    const { text } = await logged(call, () => api.post(FORM, ASKED, readError));
    return { accountId: element(text, "Account") ?? "", arn: element(text, "Arn") ?? "" };
  }
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(await clientConfig(config, "STS"));
  const { Account = "", Arn = "" } = await logged(
    call,
    () => client.send(new GetCallerIdentityCommand({})),
  );
  return { accountId: Account, arn: Arn };
}

/** The query protocol: a form in, XML out. */
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ASKED = "Action=GetCallerIdentity&Version=2011-06-15";

function readError(xml: string): readonly [string, string] | undefined {
  const code = element(xml, "Code");
  return code === undefined ? undefined : [code, element(xml, "Message") ?? code];
}

/** The text of an element that has nothing but text. */
function element(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, each: string) => ENTITIES[each] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};
