// The AWS SDK's configuration for one identity: credentials, region, endpoint, retries. Loaded
// lazily, because the SDK brings Deno's Node layer along (25–45 ms before the first request).
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { DebugLog } from "./call.ts";
import { type Asking, credentialsOf } from "./credentials.ts";
import type { Env, Identity } from "./identity.ts";

/** What every SDK client's constructor is given. */
export interface SdkConfig {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Only when the person gave `--endpoint-url`; the SDK reads AWS_ENDPOINT_URL… itself. */
  readonly endpoint?: string;
  readonly maxAttempts?: number;
}

/** Tries of a throttled or failed call, when AWS_MAX_ATTEMPTS does not say otherwise. */
const MAX_ATTEMPTS = 8;

/**
 * Makes the configuration that every SDK client of this call shares. Asks no network yet, unless
 * the person has to be asked for something.
 */
export async function openSdk(
  identity: Identity,
  env: Env,
  debug: DebugLog,
  asking: Asking,
): Promise<SdkConfig> {
  const region = identity.region ?? await configuredRegion(identity);
  const fetchConfig = env("AWS_MAX_ATTEMPTS") === undefined ? { maxAttempts: MAX_ATTEMPTS } : {};
  return {
    region,
    credentials: await credentialsOf(identity, { env, region, fetchConfig, asking, debug }),
    ...(identity.endpointUrl !== undefined ? { endpoint: identity.endpointUrl } : {}),
    ...fetchConfig,
  };
}

async function configuredRegion(identity: Identity): Promise<string> {
  const { regionOfAwsConfig } = await import("./aws_config.ts");
  return await regionOfAwsConfig(identity);
}
