// Assuming a role for an AWS profile, by the keys of another one: from AWS's CLI cache when it is
// there, else by STS, with an MFA code of the person where the profile names a device.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { EcsinError } from "../error.ts";
import { assumedCredentials, assumedUser, defaultSessionName } from "./assumed.ts";
import { type AwsProfile, findProfile } from "./aws_profile.ts";
import { logged } from "./call.ts";
import { readCliCache, roleFileName, writeCliCache } from "./cli_cache.ts";
import { environmentKeys, type Site } from "./credentials.ts";
import * as refusal from "./credentials_refusal.ts";
import type { CredentialSource } from "./identity.ts";
import { containerCredentials, machineCredentials } from "./surroundings.ts";

/** Codes that are asked for, at most. */
const MFA_TRIES = 3;

/** Credentials of a profile, given its name; `visited` are the profiles that lead there. */
export type OfProfile = (
  name: string,
  site: Site,
  visited: readonly string[],
) => Promise<AwsCredentialIdentity>;

/** The credentials of the role that a profile names; throws an EcsinError. */
export async function assumeRole(
  name: string,
  profile: AwsProfile,
  site: Site,
  visited: readonly string[],
  ofProfile: OfProfile,
): Promise<AwsCredentialIdentity> {
  const { debug, env } = site;
  const input = inputOf(profile);
  const file = await roleFileName(input);
  const kept = await readCliCache(env, file);
  if (kept !== undefined) {
    debug(`credentials: ${input.RoleArn} from AWS's CLI cache, ${file}`);
    return kept;
  }
  const source = await sourceOf(name, profile, site, visited, ofProfile);
  const answer = await ask(name, profile, input, source, site);
  const credentials = assumedCredentials(answer, input.RoleArn);
  await writeCliCache(env, file, credentials, assumedUser(answer));
  return credentials;
}

/** AssumeRole's input but for the MFA code; its members make the name of the file in the cache. */
function inputOf(profile: AwsProfile) {
  const { role_arn, role_session_name, external_id, mfa_serial, duration_seconds } = profile;
  return {
    RoleArn: role_arn ?? "",
    ...(role_session_name !== undefined ? { RoleSessionName: role_session_name } : {}),
    ...(external_id !== undefined ? { ExternalId: external_id } : {}),
    ...(mfa_serial !== undefined ? { SerialNumber: mfa_serial } : {}),
    ...(/^\d+$/.test(duration_seconds ?? "") ? { DurationSeconds: Number(duration_seconds) } : {}),
  };
}

/** Credentials that may assume a role, and what they are called in messages. */
interface Source {
  readonly credentials: AwsCredentialIdentity;
  readonly source: CredentialSource;
}

async function sourceOf(
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
    return { source, credentials: await machineCredentials(site) };
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

async function ask(
  name: string,
  profile: AwsProfile,
  input: ReturnType<typeof inputOf>,
  { credentials, source }: Source,
  { identity, region, fetchConfig, askMfaCode, debug }: Site,
) {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient({ ...fetchConfig, region: profile.region ?? region, credentials });
  const { endpointUrl: _ofTheCall, ...rest } = identity;
  const as = { ...rest, region: profile.region ?? region, source };
  const call = { service: "sts", action: "AssumeRole", input: {}, identity: as, debug };
  const wanted = { RoleSessionName: defaultSessionName(), ...input };
  const send = async (code?: string) => {
    const mfa = code === undefined ? {} : { TokenCode: code };
    return await logged(call, () => client.send(new AssumeRoleCommand({ ...wanted, ...mfa })));
  };
  const { SerialNumber: serial } = input;
  try {
    if (serial === undefined) return await send();
    let refused: string | undefined;
    for (let tried = 0; tried < MFA_TRIES; tried++) {
      const code = await askMfaCode(serial, refused);
      if (code === undefined) throw refusal.mfaNeeded(name, serial);
      if (!/^\d{6}$/.test(code)) {
        refused = "a code has six digits";
        continue;
      }
      try {
        return await send(code);
      } catch (error) {
        if (!refusal.isMfaCodeRefused(error)) throw error;
        refused = "AWS did not accept this code; each code works once";
      }
    }
    throw refusal.mfaRefused(name, serial, MFA_TRIES);
  } catch (error) {
    throw error instanceof EcsinError ? refusal.roleRefused(error, name, input.RoleArn, as) : error;
  }
}
