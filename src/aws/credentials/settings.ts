// AWS's settings of a call that are neither credentials nor target: region, endpoints, tries and
// certificates, from the environment or else from the AWS profile that is used. The names and the
// order are AWS's ("AWS SDKs and Tools Reference Guide"). What does not work here is said.
import { EcsinError, EXIT } from "../../error.ts";
import { unsettingLine } from "../../pasteable.ts";
import type { Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";
import { profileIn, type SharedFiles } from "./shared_files.ts";

/** An AWS service that ecsin calls, as AWS spells it in settings. */
export type ServiceId = "ECS" | "STS" | "SSM" | "KMS" | "IAM" | "CLOUDWATCH_LOGS";

/** Settings, decided. */
export interface Settings {
  /** Of AWS's files; flags, ecsin's profile and the environment go over it. */
  readonly region?: string;
  /** The URL that a service is asked at; undefined: AWS's own. */
  readonly endpointUrl: (service: ServiceId) => string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** Tries of a throttled or failed call. */
  readonly maxAttempts: number;
  /** A PEM file of certificates that are trusted besides the usual ones. */
  readonly caBundle?: string;
  /** What is set and does not work, to be said on stderr. */
  readonly remarks: readonly string[];
}

/** AWS's own default is 3, too few for lists of fleets that throttle. */
const MAX_ATTEMPTS = 8;

/** Decides; throws when a setting cannot be understood. */
export function settingsOf(identity: Identity, env: Env, files: SharedFiles): Settings {
  const { source } = identity;
  const profile = profileIn(files, source.kind === "awsProfile" ? source.awsProfile : "default");
  const find = (variable: SettingVariable): Found | undefined => {
    const inEnvironment = env(variable);
    if (inEnvironment !== undefined) return { value: inEnvironment, place: variable };
    const name = variable.slice("AWS_".length).toLowerCase();
    const value = profile[name];
    return value === undefined ? undefined : { value, place: `${name} in AWS's files` };
  };
  const isOn = (variable: SettingVariable): boolean => {
    const found = find(variable);
    const value = found?.value.toLowerCase() ?? "false";
    if (value === "true" || value === "false") return value === "true";
    throw malformed(found, "true or false");
  };
  const tries = find("AWS_MAX_ATTEMPTS");
  if (tries !== undefined && !/^[1-9]\d*$/.test(tries.value)) throw malformed(tries, "a number");
  const mode = find("AWS_RETRY_MODE");
  const caBundle = find("AWS_CA_BUNDLE")?.value;
  const ignored = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  return {
    ...(profile["region"] !== undefined ? { region: profile["region"] } : {}),
    endpointUrl: (service) =>
      identity.endpointUrl ?? (ignored ? undefined : configuredUrl(service, env, profile, files)),
    useFips: isOn("AWS_USE_FIPS_ENDPOINT"),
    useDualstack: isOn("AWS_USE_DUALSTACK_ENDPOINT"),
    maxAttempts: Number(tries?.value ?? MAX_ATTEMPTS),
    ...(caBundle !== undefined ? { caBundle } : {}),
    remarks: mode === undefined || mode.value === "standard" ? [] : [
      `${mode.place} is "${mode.value}", which ecsin does not have: "standard" is used`,
    ],
  };
}

/** Settings that are called alike in AWS's files, in lower case without `AWS_`. */
type SettingVariable =
  | "AWS_MAX_ATTEMPTS"
  | "AWS_RETRY_MODE"
  | "AWS_CA_BUNDLE"
  | "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
  | "AWS_USE_FIPS_ENDPOINT"
  | "AWS_USE_DUALSTACK_ENDPOINT";

interface Found {
  readonly value: string;
  readonly place: string;
}

/** The variable of the service, the one of all services, then the profile's in the same order. */
function configuredUrl(
  service: ServiceId,
  env: Env,
  profile: Readonly<Record<string, string>>,
  { config }: SharedFiles,
): string | undefined {
  const inEnvironment = env(`AWS_ENDPOINT_URL_${service}`) ?? env("AWS_ENDPOINT_URL");
  if (inEnvironment !== undefined) return inEnvironment;
  const ofServices = config[`services.${profile["services"]}`];
  return ofServices?.[`${service.toLowerCase()}.endpoint_url`] ?? profile["endpoint_url"];
}

function malformed(found: Found | undefined, wanted: string): EcsinError {
  const { place, value } = found ?? { place: "", value: "" };
  return new EcsinError({
    id: "aws-setting-malformed",
    what: `${place} is "${value}"`,
    why: `it has to be ${wanted}`,
    next: place.startsWith("AWS_") ? unsettingLine([place]) : "ecsin doctor",
    exitCode: EXIT.configuration,
  });
}
