// One identity's way to AWS: credentials, region, settings and HTTP, for ecsin's own client (see
// json_api.ts) and for the SDK's clients alike.
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { EcsinError, EXIT } from "../error.ts";
import { type Http, openHttp } from "./http.ts";
import type { Env, Identity } from "./identity.ts";
import { plainKeys } from "./plain_keys.ts";
import { type ServiceId, type Settings, settingsOf } from "./settings.ts";
import { readSharedFiles } from "./shared_files.ts";

/** What calls to AWS are made with. */
export interface SdkConfig {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly settings: Settings;
  readonly http: Http;
}

/** Asks for the code of an MFA device; undefined where nobody can be asked. */
export type AskMfaCode = (serial: string) => Promise<string>;

/** Makes what all calls to AWS share. Asks no network yet. */
export async function openSdk(
  identity: Identity,
  env: Env,
  askMfaCode?: AskMfaCode,
): Promise<SdkConfig> {
  const files = await readSharedFiles(env);
  const settings = settingsOf(identity, env, files);
  const http = openHttp(settings.caBundle);
  const keys = plainKeys(identity, env, files);
  const credentials = keys !== undefined
    ? () => Promise.resolve(keys)
    : await credentialsOf(identity, askMfaCode);
  const region = identity.region ?? settings.region;
  if (region === undefined) throw regionMissing(identity);
  return { region, credentials, settings, http };
}

/** The configuration of an SDK client of one service. */
export async function clientConfig(config: SdkConfig, service: ServiceId) {
  const { region, credentials, settings, http } = config;
  const { sdkHandler } = await import("./sdk_handler.ts");
  const endpoint = settings.endpointUrl(service);
  return {
    region,
    credentials,
    maxAttempts: settings.maxAttempts,
    retryMode: "standard",
    useFipsEndpoint: settings.useFips,
    useDualstackEndpoint: settings.useDualstack,
    requestHandler: sdkHandler(http),
    ...(endpoint !== undefined ? { endpoint } : {}),
  };
}

/**
 * Credentials of exactly the source that was chosen. A named AWS profile is read by the ini
 * provider alone: the SDK's default chain would go on to the container's or the machine's role
 * when the profile gives nothing, which is another identity than the one asked for.
 */
async function credentialsOf(
  { source }: Identity,
  askMfaCode: AskMfaCode | undefined,
): Promise<AwsCredentialIdentityProvider> {
  const mfa = askMfaCode === undefined ? {} : { mfaCodeProvider: askMfaCode };
  if (source.kind === "awsProfile") {
    const { fromIni } = await import("@aws-sdk/credential-provider-ini");
    return once(fromIni({ profile: source.awsProfile, ...mfa }));
  }
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider(mfa);
}

/** Keeps the answer until five minutes before it expires, so that each client need not ask again. */
function once(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  let known: ReturnType<AwsCredentialIdentityProvider> | undefined;
  return async (properties) => {
    const held = await known?.catch(() => undefined);
    const expiresAt = held?.expiration?.getTime() ?? Infinity;
    if (held === undefined || expiresAt - Date.now() < 5 * 60_000) known = provider(properties);
    return await (known as ReturnType<AwsCredentialIdentityProvider>);
  };
}

function regionMissing({ source }: Identity): EcsinError {
  const awsProfile = source.kind === "awsProfile" ? source.awsProfile : "default";
  return new EcsinError({
    id: "region-missing",
    what: "no AWS region is set",
    why: `neither a flag, the profile, AWS_REGION nor the AWS profile "${awsProfile}" names one`,
    next: [
      "export AWS_REGION=eu-central-1",
      `aws configure set region eu-central-1${
        awsProfile === "default" ? "" : ` --profile ${awsProfile}`
      }`,
    ],
    exitCode: EXIT.configuration,
  });
}
