// By whose credentials a profile's role is assumed: those of its source_profile, or of what its
// credential_source names.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { type AwsProfile, findProfile } from "./aws_profile.ts";
import { environmentKeys, type Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import type { CredentialSource } from "./identity.ts";
import { containerCredentials, machineCredentials } from "./surroundings.ts";

/** Credentials of a profile, given its name; `visited` are the profiles that lead there. */
export type OfProfile = (
  name: string,
  site: Site,
  visited: readonly string[],
) => Promise<AwsCredentialIdentity>;

/** Credentials that may assume a role, and what they are called in messages. */
export interface Source {
  readonly credentials: AwsCredentialIdentity;
  readonly source: CredentialSource;
}

/** Finds them as the profile says; throws an EcsinError. */
export async function sourceOf(
  name: string,
  profile: AwsProfile,
  site: Site,
  visited: readonly string[],
  ofProfile: OfProfile,
): Promise<Source> {
  const { source_profile, credential_source } = profile;
  if (source_profile === undefined) {
    return await namedSource(name, credential_source ?? "", site);
  }
  const source: CredentialSource = {
    kind: "awsProfile",
    awsProfile: source_profile,
    from: `source_profile of "${name}"`,
  };
  const other = findProfile(site.files, source_profile);
  // Keys beside a role are there to be the source, of this or of another profile.
  if (other?.aws_access_key_id !== undefined && other.aws_secret_access_key !== undefined) {
    return { source, credentials: keysOf(other) };
  }
  const way = [...visited, name];
  if (way.includes(source_profile)) throw refusal.profileCycle([...way, source_profile]);
  const asSource = { ...site, identity: { ...site.identity, source } };
  return { source, credentials: await ofProfile(source_profile, asSource, way) };
}

/** `credential_source`, as AWS names them. */
async function namedSource(name: string, from: string, site: Site): Promise<Source> {
  const { env, identity: { source } } = site;
  if (from === "Ec2InstanceMetadata") {
    const failed = (why: string) =>
      refusal.profileUnusable(name, [`its credential_source is ${from}`, why], site.identity);
    return { source, credentials: await machineCredentials(site, failed) };
  }
  if (from === "EcsContainer") return { source, credentials: await containerCredentials(site) };
  const accessKeyId = env("AWS_ACCESS_KEY_ID");
  if (from !== "Environment" || accessKeyId === undefined) {
    const why = from === "Environment"
      ? "its credential_source is Environment, but AWS_ACCESS_KEY_ID is not set"
      : `credential_source is "${from}"; AWS knows Environment, Ec2InstanceMetadata, EcsContainer`;
    throw refusal.profileUnusable(name, [why], site.identity);
  }
  return { source: { kind: "keys", accessKeyId }, credentials: environmentKeys(env, accessKeyId) };
}

/** The keys that a profile holds. */
export function keysOf(profile: AwsProfile): AwsCredentialIdentity {
  const { aws_access_key_id = "", aws_secret_access_key = "", aws_session_token } = profile;
  return {
    accessKeyId: aws_access_key_id,
    secretAccessKey: aws_secret_access_key,
    ...(aws_session_token !== undefined ? { sessionToken: aws_session_token } : {}),
  };
}
