// One identity's way to AWS: credentials, region, settings and HTTP, for ecsin's own client (see
// json_api.ts) and for the SDK's clients alike.
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { EcsinError, EXIT } from "../../error.ts";
import { pasteable, settingLine } from "../../pasteable.ts";
import type { DebugLog } from "../api/call.ts";
import type { Asking } from "./site.ts";
import { type Http, openHttp } from "../api/http.ts";
import { describeSource, type Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";
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

/**
 * Makes what all calls to AWS share. Asks no network yet, unless the person has to be asked for
 * something.
 */
export async function openSdk(
  identity: Identity,
  env: Env,
  debug: DebugLog,
  asking: Asking,
): Promise<SdkConfig> {
  const files = await readSharedFiles(env);
  const settings = settingsOf(identity, env, files);
  const http = openHttp(settings.caBundle);
  const region = identity.region ?? settings.region;
  if (region === undefined) throw regionMissing(identity);
  const keys = plainKeys(identity, env, files);
  if (keys !== undefined) debug(`credentials: ${describeSource(identity.source)}, plain keys`);
  const credentials = keys !== undefined ? () => Promise.resolve(keys) : await fetchedCredentials();
  return { region, credentials, settings, http };

  async function fetchedCredentials() {
    const [{ credentialsOf }, { sdkHandler }] = await Promise.all([
      import("./credentials.ts"),
      import("../api/sdk_handler.ts"),
    ]);
    const { maxAttempts } = settings;
    const fetchConfig = { maxAttempts, requestHandler: sdkHandler(http) };
    return await credentialsOf(identity, { env, region: region ?? "", fetchConfig, asking, debug });
  }
}

/** The configuration of an SDK client of one service. */
export async function clientConfig(config: SdkConfig, service: ServiceId) {
  const { region, credentials, settings, http } = config;
  const { sdkHandler } = await import("../api/sdk_handler.ts");
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

function regionMissing({ source }: Identity): EcsinError {
  const awsProfile = source.kind === "awsProfile" ? source.awsProfile : "default";
  return new EcsinError({
    id: "region-missing",
    what: "no AWS region is set",
    why: `neither a flag, the profile, AWS_REGION nor the AWS profile "${awsProfile}" names one`,
    next: [
      settingLine("AWS_REGION", "eu-central-1"),
      `aws configure set region eu-central-1${
        awsProfile === "default" ? "" : ` --profile ${pasteable(awsProfile)}`
      }`,
    ],
    exitCode: EXIT.configuration,
  });
}
