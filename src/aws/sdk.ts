// The AWS SDK's configuration for one identity: credentials, region, endpoint, retries. Loaded
// lazily, because the SDK brings Deno's Node layer along (25–45 ms before the first request).
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { Env, Identity } from "./identity.ts";

/** What every SDK client's constructor is given. */
export interface SdkConfig {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Only when the person gave `--endpoint-url`; the SDK reads AWS_ENDPOINT_URL… itself. */
  readonly endpoint?: string;
  readonly maxAttempts?: number;
}

/** Asks for the code of an MFA device; undefined where nobody can be asked. */
export type AskMfaCode = (serial: string) => Promise<string>;

/** Tries of a throttled or failed call, when AWS_MAX_ATTEMPTS does not say otherwise. */
const MAX_ATTEMPTS = 8;

/** Makes the configuration that every SDK client of this call shares. Asks no network yet. */
export async function openSdk(
  identity: Identity,
  env: Env,
  askMfaCode?: AskMfaCode,
): Promise<SdkConfig> {
  return {
    region: identity.region ?? await configuredRegion(identity),
    credentials: await credentialsOf(identity, env, askMfaCode),
    ...(identity.endpointUrl !== undefined ? { endpoint: identity.endpointUrl } : {}),
    ...(env("AWS_MAX_ATTEMPTS") === undefined ? { maxAttempts: MAX_ATTEMPTS } : {}),
  };
}

/**
 * Credentials of exactly the source that was chosen. A named AWS profile is read by the ini
 * provider alone: the SDK's default chain would go on to the container's or the machine's role
 * when the profile gives nothing, which is another identity than the one asked for.
 */
async function credentialsOf(
  identity: Identity,
  env: Env,
  askMfaCode: AskMfaCode | undefined,
): Promise<AwsCredentialIdentityProvider> {
  const { source } = identity;
  const mfa = askMfaCode === undefined ? {} : { mfaCodeProvider: askMfaCode };
  if (source.kind === "keys") {
    const sessionToken = env("AWS_SESSION_TOKEN");
    const keys = {
      accessKeyId: source.accessKeyId,
      secretAccessKey: env("AWS_SECRET_ACCESS_KEY") ?? "",
      ...(sessionToken !== undefined ? { sessionToken } : {}),
    };
    return () => Promise.resolve(keys);
  }
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

async function configuredRegion(identity: Identity): Promise<string> {
  const { regionOfAwsConfig } = await import("./aws_config.ts");
  return await regionOfAwsConfig(identity);
}
