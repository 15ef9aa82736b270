// AWS's settings of a call that are neither credentials nor target: region, endpoints, tries and
// certificates, from the environment or else from the AWS profile that is used. The names and the
// order are AWS's ("AWS SDKs and Tools Reference Guide"). What does not work here is said.
import { EcsinError, EXIT } from "../../error.ts";
import { unsettingLine } from "../../pasteable.ts";
import { type AwsProfile, findProfile } from "./aws_profile.ts";
import { type Identity, settingsProfile } from "./identity.ts";
import type { Env } from "../../environment.ts";
import { type AwsFiles, expandPath } from "./shared_files.ts";
import { checkedEndpoint, checkedRegion } from "./where.ts";
import { ecsinLine } from "../line.ts";

/** An AWS service that ecsin calls, as AWS spells it in settings. */
export type ServiceId = keyof typeof SPELLED;

/** As variables end with it; in AWS's files it is in lower case. */
const SPELLED = {
  ECS: "ECS",
  STS: "STS",
  SSM: "SSM",
  KMS: "KMS",
  IAM: "IAM",
  "CloudWatch Logs": "CLOUDWATCH_LOGS",
  SSO: "SSO",
  "SSO OIDC": "SSO_OIDC",
  Signin: "SIGNIN",
} as const;

/** Settings, decided. */
export interface Settings {
  /** Of AWS's files; flags, ecsin's profile and the environment go over it. */
  readonly region?: string;
  /** The URL that a service is asked at; undefined: AWS's own. */
  readonly endpointUrl: (service: ServiceId) => string | undefined;
  /** The same without `--endpoint-url`, for the calls that give credentials. */
  readonly configuredUrl: (service: ServiceId) => string | undefined;
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
export function settingsOf(identity: Identity, env: Env, files: AwsFiles): Settings {
  const name = settingsProfile(identity);
  const profile = findProfile(files, name) ?? {};
  const find = (variable: SettingVariable): Found | undefined => {
    const inEnvironment = env(variable);
    if (inEnvironment !== undefined) return { value: inEnvironment, place: variable };
    const setting = variable.slice("AWS_".length).toLowerCase();
    const value = profile[setting];
    return value ? { value, place: `${setting} in AWS's files` } : undefined;
  };
  const isOn = (variable: SettingVariable): boolean => {
    const found = find(variable);
    const value = found?.value.toLowerCase() ?? "false";
    if (value === "true" || value === "false") return value === "true";
    throw malformed(found, "true or false", identity);
  };
  const tries = find("AWS_MAX_ATTEMPTS");
  if (tries !== undefined && !/^[1-9]\d*$/.test(tries.value)) {
    throw malformed(tries, "a number", identity);
  }
  const mode = find("AWS_RETRY_MODE");
  const caBundle = find("AWS_CA_BUNDLE")?.value;
  const ignored = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  const configuredUrl = (service: ServiceId) =>
    ignored ? undefined : configured(service, env, profile, files, name, identity);
  const { region } = profile;
  return {
    ...(region ? { region: checkedRegion(region, { from: `AWS profile "${name}"` }) } : {}),
    endpointUrl: (service) => identity.endpointUrl ?? configuredUrl(service),
    configuredUrl,
    useFips: isOn("AWS_USE_FIPS_ENDPOINT"),
    useDualstack: isOn("AWS_USE_DUALSTACK_ENDPOINT"),
    maxAttempts: Number(tries?.value ?? MAX_ATTEMPTS),
    ...(caBundle !== undefined ? { caBundle: expandPath(caBundle, env) } : {}),
    remarks: [
      ...files.remarks,
      ...mode === undefined || mode.value === "standard" ? [] : [
        `${mode.place} is "${mode.value}", which ecsin does not have: "standard" is used`,
      ],
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
function configured(
  service: ServiceId,
  env: Env,
  profile: AwsProfile,
  { services }: AwsFiles,
  awsProfile: string,
  identity: Identity,
): string | undefined {
  const spelled = SPELLED[service];
  for (const from of [`AWS_ENDPOINT_URL_${spelled}`, "AWS_ENDPOINT_URL"] as const) {
    const url = env(from);
    if (url !== undefined) return checkedEndpoint(url, { from });
  }
  const section = profile["services"];
  const ofServices = section === undefined ? {} : services.get(section);
  if (ofServices === undefined) {
    throw malformed(
      { value: section ?? "", place: "services in AWS's files" },
      "the name of a [services …] section",
      identity,
    );
  }
  const own = ofServices[spelled.toLowerCase()];
  if (typeof own === "string") {
    throw malformed(
      { value: own, place: `${spelled.toLowerCase()} in [services ${section}] of AWS's files` },
      "on lines of its own below it: endpoint_url = URL",
      identity,
    );
  }
  const url = (typeof own === "object" ? own["endpoint_url"] : undefined) ||
    profile["endpoint_url"];
  return url
    ? checkedEndpoint(url, { from: "endpoint_url in AWS's files", awsProfile })
    : undefined;
}

function malformed(found: Found | undefined, wanted: string, identity: Identity): EcsinError {
  const { place, value } = found ?? { place: "", value: "" };
  return new EcsinError({
    id: "aws-setting-malformed",
    what: `${place} is "${value}"`,
    why: `it has to be ${wanted}`,
    next: place.startsWith("AWS_") ? unsettingLine([place]) : ecsinLine({ identity }, "doctor"),
    exitCode: EXIT.configuration,
  });
}
