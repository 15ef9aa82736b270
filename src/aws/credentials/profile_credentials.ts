// Credentials of one AWS profile, by the one way that it names. What the SDK's providers throw is
// turned into words here, where the way is known, and not told from their sentences.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { type AwsProfile, findProfile, type Way, wayOf, whyNoWay } from "./aws_profile.ts";
import { readCliCache, ssoFileName, writeCliCache } from "./cli_cache.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import { wayRefused } from "./sign_in_refusal.ts";

/** Credentials of a profile, by name; throws an EcsinError. */
export async function credentialsOfProfile(
  name: string,
  site: Site,
  visited: readonly string[] = [],
): Promise<AwsCredentialIdentity> {
  const profile = findProfile(site.files, name) ?? {};
  const way = wayOf(profile);
  if (way === undefined) {
    const why = await whyNoWay(site.files, name, site.env);
    throw refusal.profileUnusable(name, why, site.identity);
  }
  site.debug(`credentials: AWS profile "${name}" by ${way}`);
  switch (way) {
    case "role": {
      const { assumeRole } = await import("./role.ts");
      return await assumeRole(name, profile, site, visited, credentialsOfProfile);
    }
    case "keys": {
      const { keysOf } = await import("./role_source.ts");
      return keysOf(profile);
    }
    case "web identity": {
      const { webIdentityCredentials } = await import("./web_identity.ts");
      const { web_identity_token_file: tokenFile = "", role_arn: roleArn = "" } = profile;
      const role = { tokenFile, roleArn, roleSessionName: profile.role_session_name };
      return await webIdentityCredentials(role, profile.region ?? site.region, site);
    }
    case "SSO":
      return await ssoCredentials(name, profile, site);
    default:
      return await bySdk(name, profile, way, site);
  }
}

async function ssoCredentials(
  name: string,
  profile: AwsProfile,
  site: Site,
): Promise<AwsCredentialIdentity> {
  const { sso_session, sso_start_url, sso_account_id, sso_role_name } = profile;
  const fault = faultOfSso(profile, site);
  if (fault !== undefined) throw refusal.profileUnusable(name, [fault], site.identity);
  const file = await ssoFileName({
    accountId: sso_account_id,
    roleName: sso_role_name,
    ...(sso_session !== undefined ? { sessionName: sso_session } : { startUrl: sso_start_url }),
  });
  const kept = await readCliCache(site.env, file);
  if (kept !== undefined) {
    site.debug(`credentials: SSO's from AWS's CLI cache, ${file}`);
    return kept;
  }
  const fetched = await bySdk(name, profile, "SSO", site);
  const credentials = { ...fetched, ...(sso_account_id ? { accountId: sso_account_id } : {}) };
  await writeCliCache(site.env, file, credentials, { ProviderType: "sso" });
  return credentials;
}

/** What a profile, or its sso-session, lacks. */
function faultOfSso(profile: AwsProfile, { files }: Site): string | undefined {
  const { sso_session } = profile;
  const session = sso_session === undefined ? profile : files.ssoSessions[sso_session];
  if (session === undefined) {
    return `its sso_session is "${sso_session}", but there is no [sso-session ${sso_session}]`;
  }
  const missing = [
    ...["sso_start_url", "sso_region"].filter((key) => session[key] === undefined),
    ...["sso_account_id", "sso_role_name"].filter((key) => profile[key] === undefined),
  ];
  return missing.length === 0 ? undefined : `it signs in by SSO, but has no ${missing.join(", ")}`;
}

async function bySdk(
  name: string,
  profile: AwsProfile,
  way: Way,
  { identity, region, fetchConfig }: Site,
): Promise<AwsCredentialIdentity> {
  const { fromIni } = await import("@aws-sdk/credential-provider-ini");
  const caller = { region: () => Promise.resolve(profile.region ?? region) };
  try {
    return await fromIni({ profile: name, clientConfig: fetchConfig })({
      callerClientConfig: caller,
    });
  } catch (error) {
    throw wayRefused(error, way, name, profile, identity);
  }
}
