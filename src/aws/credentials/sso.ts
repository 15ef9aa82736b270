// Credentials of a role by SSO: with the token that `aws sso login` has kept, renewed where it can be,
// as botocore does (botocore/tokens.py, botocore/credentials.py). The token is shown to nobody but
// the portal of its region, or the endpoint that the chosen profile configures.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { AwsError } from "../api/signed_api.ts";
import type { AwsProfile } from "./aws_profile.ts";
import { readCliCache, ssoFileName, writeCliCache } from "./cli_cache.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import { ssoExpired, ssoRoleRefused, unreachable } from "./sign_in_refusal.ts";
import { ssoAsk } from "./sso_ask.ts";
import { type SsoSettings, ssoSettings } from "./sso_settings.ts";
import { validToken } from "./sso_token.ts";

/** The credentials of a profile; throws an EcsinError. */
export async function ssoCredentials(
  name: string,
  profile: AwsProfile,
  site: Site,
): Promise<AwsCredentialIdentity> {
  const settings = ssoSettings(profile, site.files);
  if (typeof settings === "string") {
    throw refusal.profileUnusable(name, [settings], site.identity);
  }
  const { session, startUrl, accountId, roleName } = settings;
  const file = await ssoFileName({
    accountId,
    roleName,
    ...(session !== undefined ? { sessionName: session } : { startUrl }),
  });
  const kept = await readCliCache(site.env, file);
  if (kept !== undefined) {
    site.debug(`credentials: SSO's from AWS's CLI cache, ${file}`);
    return kept;
  }
  const credentials = await roleCredentials(name, settings, site);
  await writeCliCache(site.env, file, credentials, { ProviderType: "sso" });
  return credentials;
}

/** GetRoleCredentials. */
async function roleCredentials(
  name: string,
  settings: SsoSettings,
  site: Site,
): Promise<AwsCredentialIdentity> {
  const token = await validToken(name, settings, site);
  const { accountId, roleName, region } = settings;
  const query = new URLSearchParams({ role_name: roleName, account_id: accountId });
  try {
    const answer = await ssoAsk(site, {
      service: "SSO",
      action: "GetRoleCredentials",
      region,
      path: `/federation/credentials?${query}`,
      headers: { "x-amz-sso_bearer_token": token },
    });
    const given = Object(answer["roleCredentials"]);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = given;
    if (![accessKeyId, secretAccessKey, sessionToken].every((each) => typeof each === "string")) {
      throw unreachable("it answered without credentials", "SSO", name, site.identity);
    }
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      accountId,
      ...(typeof expiration === "number" ? { expiration: new Date(expiration) } : {}),
    };
  } catch (error) {
    if (error instanceof AwsError) {
      if (error.name === "UnauthorizedException") throw ssoExpired(name, site.identity);
      if (
        /^(ForbiddenException|ResourceNotFoundException|InvalidRequestException)$/.test(error.name)
      ) {
        const said = `${error.name}: ${error.message}`;
        throw ssoRoleRefused(said, name, settings, site.identity);
      }
    }
    throw unreachable(error, "SSO", name, site.identity);
  }
}
