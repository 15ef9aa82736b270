// As whom, and where: the AWS profile, the source of credentials and the region of one call.
// Rule: flag > ecsin's profile > its defaults > environment > AWS's own files. What was asked for
// by name never falls back to something else, and where two sources compete, the winner is said.
import type { Env } from "../../environment.ts";
import { pasteable } from "../../pasteable.ts";
import { EcsinError, EXIT } from "../../error.ts";

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

/** As whom and where, decided; a plain value without secrets. */
export interface Identity {
  readonly source: CredentialSource;
  /** Undefined: the AWS configuration file decides, see sdk.ts. */
  readonly region?: string;
  readonly endpointUrl?: string;
  /** What competed and lost, to be said on stderr. */
  readonly remarks: readonly string[];
  /** The same choice as flags of ecsin, for lines to paste: ` --aws-profile x --region y`, or "". */
  readonly asFlags: string;
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
          `(as AWS's CLI does; --aws-profile ${ambientProfile} turns it round)`,
      );
    }
  } else if (ambientProfile !== undefined) {
    source = { kind: "awsProfile", awsProfile: ambientProfile, from: ambientName };
  } else {
    source = { kind: "chain" };
  }

  const region = flags.region ?? saved?.region ?? env("AWS_REGION") ?? env("AWS_DEFAULT_REGION");
  if (region !== undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new EcsinError({
      id: "region-malformed",
      what: `"${region}" is not the name of an AWS region`,
      why: "a region looks like eu-central-1 or ap-northeast-1",
      next: "ecsin list --region eu-central-1",
      exitCode: flags.region !== undefined ? EXIT.usage : EXIT.configuration,
    });
  }
  const asFlags = [
    ...(named !== undefined ? ["--aws-profile", named.awsProfile] : []),
    ...(flags.region !== undefined || saved?.region !== undefined
      ? ["--region", region ?? ""]
      : []),
    ...(flags.endpointUrl !== undefined ? ["--endpoint-url", flags.endpointUrl] : []),
  ].map((word) => ` ${pasteable(word)}`).join("");
  return {
    source,
    ...(region !== undefined ? { region } : {}),
    ...(flags.endpointUrl !== undefined ? { endpointUrl: flags.endpointUrl } : {}),
    remarks,
    asFlags,
  };
}

/** The credential source in words, for messages: `AWS profile "prod" (profile "prod-web")`. */
export function describeSource(source: CredentialSource): string {
  switch (source.kind) {
    case "awsProfile":
      return `AWS profile "${source.awsProfile}" (${source.from})`;
    case "keys":
      return `the keys in AWS_ACCESS_KEY_ID (${source.accessKeyId})`;
    case "chain":
      return "AWS's default credential chain";
  }
}
