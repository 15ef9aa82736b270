// Credentials of one AWS profile, by the one way that it names: each way is a file of its own, which
// is loaded when a profile goes it.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { findProfile, keysIn, wayOf, whyNoWay } from "./aws_profile.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import { usable } from "./usable.ts";
import { awsLineAs } from "../line.ts";

/**
 * Credentials of a profile, by name; throws an EcsinError. `visited` are the profiles that lead
 * there, each by its source_profile.
 */
export async function credentialsOfProfile(
  name: string,
  site: Site,
  visited: readonly string[] = [],
): Promise<AwsCredentialIdentity> {
  const credentials = await byItsWay(name, site, visited);
  const next = awsLineAs(name, site, "sts", "get-caller-identity");
  return usable(credentials, `AWS profile "${name}"`, next);
}

async function byItsWay(
  name: string,
  site: Site,
  visited: readonly string[],
): Promise<AwsCredentialIdentity> {
  const profile = findProfile(site.files, name) ?? {};
  const way = wayOf(site.files, name, visited.length > 0);
  if (way === undefined) {
    throw refusal.profileUnusable(name, [whyNoWay(site.files, name)], site.identity);
  }
  site.debug(`credentials: AWS profile "${name}" by ${way}`);
  switch (way) {
    case "role": {
      const { assumeRole } = await import("./role.ts");
      return await assumeRole(name, profile, site, visited, credentialsOfProfile);
    }
    case "keys": {
      const keys = keysIn(site.files, name);
      if (typeof keys === "string") throw refusal.profileUnusable(name, [keys], site.identity);
      return keys;
    }
    case "web identity": {
      const { webIdentityCredentials } = await import("./web_identity.ts");
      const { web_identity_token_file: tokenFile = "", role_arn: roleArn } = profile;
      if (!roleArn) {
        const why = "it has web_identity_token_file, but no role_arn";
        throw refusal.profileUnusable(name, [why], site.identity);
      }
      const role = { tokenFile, roleArn, roleSessionName: profile["role_session_name"] };
      return await webIdentityCredentials(role, site);
    }
    case "SSO": {
      const { ssoCredentials } = await import("./sso.ts");
      return await ssoCredentials(name, profile, site);
    }
    case "credential_process": {
      const { processCredentials } = await import("./process.ts");
      return await processCredentials(name, profile, site);
    }
    case "aws login": {
      const { loginCredentials } = await import("./aws_login.ts");
      return await loginCredentials(name, profile, site);
    }
  }
}
