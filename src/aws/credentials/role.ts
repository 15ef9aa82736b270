// Assuming a role for an AWS profile, by the keys of another one: from AWS's CLI cache when it is
// there, else by STS, with an MFA code of the person where the profile names a device.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { EcsinError } from "../../error.ts";
import { keepSecret } from "../../secrets.ts";
import { assumedCredentials, assumedUser, defaultSessionName, tooShort } from "./assumed.ts";
import type { AwsProfile } from "./aws_profile.ts";
import { logged } from "../api/call.ts";
import { readCliCache, roleFileName, writeCliCache } from "./cli_cache.ts";
import { sdkClientConfig } from "./client_config.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import { type OfProfile, type Source, sourceOf } from "./role_source.ts";

/** Codes that are asked for, at most. */
const MFA_TRIES = 3;

/** Seconds (STS API reference, AssumeRole); AWS's CLI asks for no fewer. */
const DURATION_LEAST = 900;

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
  const fault = tooShort(profile) ?? tooBrief(input);
  if (fault !== undefined) throw refusal.profileUnusable(name, [`its ${fault}`], site.identity);
  const file = await roleFileName(input);
  const kept = await readCliCache(env, file);
  if (kept !== undefined) {
    debug(`credentials: ${input.RoleArn} from AWS's CLI cache, ${file}`);
    return kept;
  }
  const source = await sourceOf(name, profile, site, visited, ofProfile);
  const answer = await ask(name, input, source, site);
  const credentials = assumedCredentials(answer, input.RoleArn);
  await writeCliCache(env, file, credentials, assumedUser(answer));
  return credentials;
}

/** AssumeRole's input but for the MFA code; its members make the name of the file in the cache. */
function inputOf(profile: AwsProfile) {
  const { role_arn, role_session_name, external_id, mfa_serial, duration_seconds } = profile;
  const seconds = wholeNumber(duration_seconds ?? "");
  return {
    RoleArn: role_arn ?? "",
    ...(role_session_name ? { RoleSessionName: role_session_name } : {}),
    ...(external_id !== undefined ? { ExternalId: external_id } : {}),
    ...(mfa_serial !== undefined ? { SerialNumber: mfa_serial } : {}),
    ...(seconds !== undefined ? { DurationSeconds: seconds } : {}),
  };
}

/** As Python's `int` reads it; AWS's CLI goes on without what is no number. */
function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d+(_\d+)*$/.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

function tooBrief({ DurationSeconds: seconds }: { readonly DurationSeconds?: number }) {
  if (seconds === undefined || seconds >= DURATION_LEAST) return undefined;
  return `duration_seconds is ${seconds}, AWS takes ${DURATION_LEAST} or more`;
}

async function ask(
  name: string,
  input: ReturnType<typeof inputOf>,
  { credentials, source }: Source,
  site: Site,
) {
  const { identity, region, askMfaCode, debug, settings } = site;
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const endpoint = settings.configuredUrl("STS");
  const client = new STSClient({ ...await sdkClientConfig({ ...site, endpoint }), credentials });
  const { endpointUrl: _ofTheCall, ...rest } = identity;
  const as = { ...rest, region, source };
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
      if (code === undefined) throw refusal.mfaNeeded(name, serial, site);
      keepSecret(code);
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
    throw refusal.mfaRefused(name, serial, MFA_TRIES, site);
  } catch (error) {
    throw error instanceof EcsinError ? refusal.roleRefused(error, name, input.RoleArn, as) : error;
  }
}
