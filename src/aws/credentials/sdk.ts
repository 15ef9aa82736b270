// One identity's way to AWS: credentials, region, settings and HTTP, for ecsin's own client (see
// json_api.ts) and for the SDK's clients alike.
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { EcsinError, EXIT } from "../../error.ts";
import { awsFilesLine } from "../line.ts";
import { settingLine } from "../../pasteable.ts";
import type { DebugLog } from "../api/call.ts";
import { findProfile, whyUnknown } from "./aws_profile.ts";
import { sdkClientConfig } from "./client_config.ts";
import { profileUnknown, profileUnusable } from "./credentials_refusal.ts";
import type { Asking } from "./site.ts";
import { type Http, openHttp } from "../api/http.ts";
import { checkProxies } from "../api/proxy.ts";
import { describeSource, type Identity, settingsProfile } from "./identity.ts";
import type { Env } from "../../environment.ts";
import { plainKeys } from "./plain_keys.ts";
import { type ServiceId, type Settings, settingsOf } from "./settings.ts";
import { type AwsFiles, parseFiles, readFiles } from "./shared_files.ts";
import { noSession } from "./sso_settings.ts";

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
  const read = await readFiles(env);
  const files = parseFiles(read);
  const named = identity.source.kind === "awsProfile" ? identity.source : identity.beside;
  // Before anything else: whatever is missing for a name that is none is not the person's fault.
  if (named !== undefined && !files.profiles.has(named.awsProfile)) {
    throw profileUnknown(named, whyUnknown(files, named.awsProfile, read), identity);
  }
  checkSsoSession(identity, files);
  if (identity.source.kind !== "keys") checkPlain(identity, files);
  const settings = settingsOf(identity, env, files);
  checkProxies(env);
  const http = openHttp(settings.caBundle, env);
  const region = identity.region ?? settings.region;
  if (region === undefined) throw regionMissing(identity);
  const keys = plainKeys(identity, env, files);
  if (keys !== undefined) debug(`credentials: ${describeSource(identity.source)}, plain keys`);
  const credentials = keys !== undefined ? () => Promise.resolve(keys) : await fetchedCredentials();
  return { region, credentials, settings, http };

  async function fetchedCredentials() {
    const { credentialsOf } = await import("./credentials.ts");
    const site = { env, files, region: region ?? "", settings, http, debug };
    return await credentialsOf(identity, { ...site, asking });
  }
}

/** The configuration of an SDK client of one service. */
export async function clientConfig(config: SdkConfig, service: ServiceId) {
  const endpoint = config.settings.endpointUrl(service);
  return {
    ...await sdkClientConfig({ ...config, endpoint }),
    credentials: config.credentials,
  };
}

/** AWS's CLI makes no client for such a profile, whatever its way to credentials is. */
function checkSsoSession(identity: Identity, files: AwsFiles): void {
  const name = settingsProfile(identity);
  const session = findProfile(files, name)?.["sso_session"];
  if (session === undefined || files.ssoSessions.has(session)) return;
  throw profileUnusable(name, [noSession(session)], identity);
}

/** Lines below a setting of credentials that take the place of its value; AWS's CLI fails at them. */
function checkPlain(identity: Identity, { profiles }: AwsFiles): void {
  const name = settingsProfile(identity);
  const nested = Object.entries(profiles.get(name) ?? {}).find(([key, value]) =>
    typeof value === "object" && OF_CREDENTIALS.test(key)
  );
  if (nested === undefined) return;
  throw profileUnusable(name, [`its ${nested[0]} has its value on a line below it`], identity);
}

const OF_CREDENTIALS =
  /^(aws_|sso_|role_|source_profile$|credential_|web_identity_|external_id$|mfa_serial$|login_)/;

function regionMissing(identity: Identity): EcsinError {
  const awsProfile = settingsProfile(identity);
  return new EcsinError({
    id: "region-missing",
    what: "no AWS region is set",
    why: `neither a flag, the profile, AWS_REGION nor the AWS profile "${awsProfile}" names one`,
    next: [
      settingLine("AWS_REGION", "eu-central-1"),
      awsFilesLine(awsProfile, { identity }, "configure", "set", "region", "eu-central-1"),
    ],
    exitCode: EXIT.configuration,
  });
}
