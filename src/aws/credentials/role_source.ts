// By whose credentials a profile's role is assumed: those of its source_profile, or of what its
// credential_source names.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { type AwsProfile, findProfile } from "./aws_profile.ts";
import { environmentKeys, type Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import type { CredentialSource } from "./identity.ts";
import { containerCredentials, machineCredentials } from "./surroundings.ts";
import { usable } from "./usable.ts";
import { ecsinLine } from "../line.ts";

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
  if (credential_source !== undefined) {
    if (source_profile === undefined) return await namedSource(name, credential_source, site);
    const both = "it has both source_profile and credential_source: AWS takes one of them";
    throw refusal.profileUnusable(name, [both], site.identity);
  }
  if (source_profile === undefined) {
    const none =
      "it has role_arn, but neither source_profile, credential_source nor web_identity_token_file";
    throw refusal.profileUnusable(name, [none], site.identity);
  }
  const source: CredentialSource = {
    kind: "awsProfile",
    awsProfile: source_profile,
    from: `source_profile of "${name}"`,
  };
  const other = findProfile(site.files, source_profile);
  if (other === undefined) {
    const missing = `its source_profile is "${source_profile}", and there is no such profile`;
    throw refusal.profileUnusable(name, [missing], site.identity);
  }
  const hasKeys = other["aws_access_key_id"] !== undefined ||
    other["aws_secret_access_key"] !== undefined;
  const way = [...visited, name];
  // A profile may be its own source by the keys beside its role, and in no other way.
  if (way.includes(source_profile) && !(source_profile === name && hasKeys)) {
    throw refusal.profileCycle([...way, source_profile], site.identity);
  }
  const asSource = { ...site, identity: { ...site.identity, source } };
  return { source, credentials: await ofProfile(source_profile, asSource, way) };
}

/** `credential_source`, as AWS names them. */
async function namedSource(name: string, from: string, site: Site): Promise<Source> {
  const { env, identity: { source } } = site;
  const doctor = ecsinLine(site, "doctor");
  if (from === "Ec2InstanceMetadata") {
    const failed = (why: string) =>
      refusal.profileUnusable(name, [`its credential_source is ${from}`, why], site.identity);
    return { source, credentials: usable(await machineCredentials(site, failed), from, doctor) };
  }
  if (from === "EcsContainer") {
    return { source, credentials: usable(await containerCredentials(site), from, doctor) };
  }
  const accessKeyId = env("AWS_ACCESS_KEY_ID");
  const missing = (["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const).find((key) =>
    env(key) === undefined
  );
  if (from !== "Environment" || accessKeyId === undefined || missing !== undefined) {
    const why = from === "Environment"
      ? `its credential_source is Environment, but ${missing} is not set`
      : `credential_source is "${from}"; AWS knows Environment, Ec2InstanceMetadata, EcsContainer`;
    throw refusal.profileUnusable(name, [why], site.identity);
  }
  const keys = usable(environmentKeys(env, accessKeyId), "the environment", doctor);
  return { source: { kind: "keys", accessKeyId }, credentials: keys };
}
