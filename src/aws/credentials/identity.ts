// As whom, and where: the AWS profile, the source of credentials and the region of one call.
// Rule: flag > ecsin's profile > its defaults > environment > AWS's own files. What was asked for
// by name never falls back to something else, and where two sources compete, the winner is said.
import type { Env } from "../../environment.ts";
import { settingLine, unsettingLine } from "../../pasteable.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { shownKeyId } from "./usable.ts";
import { checkedEndpoint, checkedRegion, type Origin } from "./where.ts";

/** What the person asked for, from flags and from ecsin's profile. */
export interface IdentityRequest {
  readonly flags: {
    readonly awsProfile?: string;
    readonly region?: string;
    readonly endpointUrl?: string;
  };
  /** Keys of the chosen ecsin profile, `defaults:` already under it. */
  readonly saved?: {
    readonly name: string;
    /** What names them, in words; `profile "NAME"` by default. */
    readonly from?: string;
    readonly awsProfile?: string;
    readonly region?: string;
  };
}

/** Where credentials come from; plain data, no secret in it. */
export type CredentialSource =
  | { readonly kind: "awsProfile"; readonly awsProfile: string; readonly from: string }
  | { readonly kind: "keys"; readonly accessKeyId: string }
  | { readonly kind: "chain" };

/** By what the AWS profile `default` is chosen where it is the first that has credentials. */
export const UNNAMED = "nothing else is named";

/** As whom and where, decided; a plain value without secrets. */
export interface Identity {
  readonly source: CredentialSource;
  /** The AWS profile that AWS_PROFILE names beside keys: its region, endpoints and the like count. */
  readonly beside?: Extract<CredentialSource, { kind: "awsProfile" }>;
  /** Undefined: the AWS configuration file decides, see sdk.ts. */
  readonly region?: string;
  readonly endpointUrl?: string;
  /** What competed and lost, to be said on stderr. */
  readonly remarks: readonly string[];
  /** The same choice as flags of ecsin, as far as it was asked for by flags or by a profile. */
  readonly flags: readonly (readonly [flag: string, value: string])[];
}

/** Decides as whom and where to ask AWS, from flags, ecsin's profile and the environment. */
export function chooseIdentity(request: IdentityRequest, env: Env): Identity {
  const { flags, saved } = request;
  const ambientProfile = env("AWS_PROFILE") ?? env("AWS_DEFAULT_PROFILE");
  const ambientName = env("AWS_PROFILE") !== undefined ? "AWS_PROFILE" : "AWS_DEFAULT_PROFILE";
  const accessKeyId = env("AWS_ACCESS_KEY_ID");
  const hasKeys = accessKeyId !== undefined && env("AWS_SECRET_ACCESS_KEY") !== undefined;
  const remarks: string[] = [];

  const named = flags.awsProfile !== undefined
    ? { awsProfile: flags.awsProfile, from: "--aws-profile" }
    : saved?.awsProfile !== undefined
    ? { awsProfile: saved.awsProfile, from: saved.from ?? `profile "${saved.name}"` }
    : undefined;

  let source: CredentialSource;
  if (named !== undefined) {
    source = { kind: "awsProfile", ...named };
    const beaten = [
      ...(hasKeys ? ["the keys in AWS_ACCESS_KEY_ID"] : []),
      ...(ambientProfile !== undefined && ambientProfile !== named.awsProfile
        ? [`${ambientName}=${ambientProfile}`]
        : []),
    ];
    if (beaten.length > 0) {
      remarks.push(
        `AWS profile "${named.awsProfile}" (${named.from}) is used, not ${beaten.join(" and ")}`,
      );
    }
  } else if (hasKeys && accessKeyId !== undefined) {
    source = { kind: "keys", accessKeyId };
    if (ambientProfile !== undefined) {
      remarks.push(
        `the keys in AWS_ACCESS_KEY_ID are used, not ${ambientName}=${ambientProfile} ` +
          `(as AWS's CLI does; to use the profile: --aws-profile ${ambientProfile})`,
      );
    }
  } else if (accessKeyId !== undefined) {
    throw halfKeys();
  } else if (ambientProfile !== undefined) {
    source = { kind: "awsProfile", awsProfile: ambientProfile, from: ambientName };
  } else {
    source = { kind: "chain" };
  }

  const [region, origin] = regionOf(request, env);
  if (region !== undefined) checkedRegion(region, origin);
  if (flags.endpointUrl !== undefined) {
    checkedEndpoint(flags.endpointUrl, { from: "--endpoint-url", isFlag: true });
  }
  remarks.push(...ambientRemarks(source, request, env));
  const isRegionAsked = flags.region !== undefined || saved?.region !== undefined;
  const asked: readonly (readonly [string, string | undefined])[] = [
    ["--aws-profile", named?.awsProfile],
    ["--region", isRegionAsked ? region : undefined],
    ["--endpoint-url", flags.endpointUrl],
  ];
  const ofPerson = asked.filter((each): each is [string, string] => each[1] !== undefined);
  const isBeside = source.kind === "keys" && ambientProfile !== undefined;
  return {
    source,
    ...(isBeside
      ? { beside: { kind: "awsProfile", awsProfile: ambientProfile, from: ambientName } }
      : {}),
    ...(region !== undefined ? { region } : {}),
    ...(flags.endpointUrl !== undefined ? { endpointUrl: flags.endpointUrl } : {}),
    remarks,
    flags: ofPerson,
  };
}

/** As AWS's CLI refuses it: whatever else there is, is somebody else. */
function halfKeys(): EcsinError {
  return new EcsinError({
    id: "credentials-missing",
    what: "AWS_ACCESS_KEY_ID is set, but no AWS_SECRET_ACCESS_KEY",
    why: "keys come in pairs; AWS's CLI refuses one alone, too",
    next: [unsettingLine(["AWS_ACCESS_KEY_ID"]), settingLine("AWS_SECRET_ACCESS_KEY", "KEY")],
    exitCode: EXIT.configuration,
  });
}

/** The region that is asked for, and by what. */
function regionOf({ flags, saved }: IdentityRequest, env: Env): [string | undefined, Origin] {
  if (flags.region !== undefined) return [flags.region, { from: "--region", isFlag: true }];
  if (saved?.region !== undefined) {
    const from = saved.from ?? (saved.name === "" ? "the ARN" : `profile "${saved.name}"`);
    return [saved.region, { from }];
  }
  const from = REGION_VARIABLES.find((name) => env(name) !== undefined);
  return from === undefined ? [undefined, { from: "" }] : [env(from), { from }];
}

const REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** What of the environment competes where two rules of AWS's tools differ. */
function ambientRemarks(
  source: CredentialSource,
  { flags, saved }: IdentityRequest,
  env: Env,
): readonly string[] {
  const remarks: string[] = [];
  const [one, other] = [env("AWS_PROFILE"), env("AWS_DEFAULT_PROFILE")];
  if (source.kind === "awsProfile" && source.from === "AWS_PROFILE") {
    if (other !== undefined && other !== one) {
      remarks.push(`AWS_PROFILE=${one} is used, not AWS_DEFAULT_PROFILE=${other}`);
    }
  }
  if (source.kind === "awsProfile" && /^AWS_(DEFAULT_)?PROFILE$/.test(source.from)) {
    if (env("AWS_WEB_IDENTITY_TOKEN_FILE") !== undefined) {
      remarks.push(
        `AWS profile "${source.awsProfile}" (${source.from}) is used, not the role of ` +
          "AWS_WEB_IDENTITY_TOKEN_FILE, which AWS's CLI would take",
      );
    }
  }
  const old = (["AWS_CREDENTIAL_FILE", "BOTO_CONFIG"] as const).find((name) => env(name));
  if (source.kind === "chain" && old !== undefined) {
    remarks.push(`${old} is set, which AWS's CLI may take keys from; ecsin does not read it`);
  }
  const [first, second] = REGION_VARIABLES.map(env);
  const isAmbient = flags.region === undefined && saved?.region === undefined;
  if (isAmbient && first !== undefined && second !== undefined && first !== second) {
    remarks.push(`region ${first} (AWS_REGION) is used, not AWS_DEFAULT_REGION=${second}`);
  }
  return remarks;
}

/** The AWS profile whose settings count: region, endpoints, certificates, tries. */
export function settingsProfile({ source, beside }: Identity): string {
  return source.kind === "awsProfile" ? source.awsProfile : beside?.awsProfile ?? "default";
}

/** The credential source in words, for messages: `AWS profile "prod" (profile "prod-web")`. */
export function describeSource(source: CredentialSource): string {
  switch (source.kind) {
    case "awsProfile":
      return `AWS profile "${source.awsProfile}" (${source.from})`;
    case "keys":
      return `the keys in AWS_ACCESS_KEY_ID (${shownKeyId(source.accessKeyId)})`;
    case "chain":
      return "AWS's default credential chain";
  }
}
