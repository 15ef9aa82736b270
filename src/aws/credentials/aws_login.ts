// Credentials of `aws login`: the SDK's provider has the proof of its key (DPoP) and the renewal.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { AwsProfile } from "./aws_profile.ts";
import { sdkClientConfig } from "./client_config.ts";
import type { Site } from "./site.ts";
import { profileUnusable } from "./credentials_refusal.ts";
import { loginRefused } from "./sign_in_refusal.ts";

/** The credentials; throws an EcsinError. */
export async function loginCredentials(
  name: string,
  profile: AwsProfile,
  site: Site,
): Promise<AwsCredentialIdentity> {
  const { region, settings, identity, env } = site;
  if (!profile["login_session"]) {
    throw profileUnusable(name, ["its login_session is empty"], identity);
  }
  const [{ fromIni }, { HANDED, handToSdk }] = await Promise.all([
    import("@aws-sdk/credential-provider-ini"),
    import("./sdk_files.ts"),
  ]);
  handToSdk(profile, env);
  // Its region is the one that was signed in to, which the provider knows.
  const { region: _ofTheCall, ...config } = await sdkClientConfig({
    ...site,
    endpoint: settings.configuredUrl("Signin"),
  });
  const callerClientConfig = { region: () => Promise.resolve(region) };
  try {
    return await fromIni({ profile: HANDED, clientConfig: config })({ callerClientConfig });
  } catch (error) {
    throw loginRefused(error, name, identity);
  }
}
