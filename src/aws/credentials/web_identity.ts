// A role by a web identity token in a file: of EKS, of CI, or of a profile. STS is asked without a
// signature. (The SDK's own provider does not survive `deno bundle`.)
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { EcsinError } from "../../error.ts";
import { keepSecret } from "../../secrets.ts";
import { assumedCredentials, defaultSessionName, tooShort } from "./assumed.ts";
import { logged } from "../api/call.ts";
import { sdkClientConfig } from "./client_config.ts";
import type { Site, WebIdentityRole } from "./site.ts";
import * as refusal from "./web_identity_refusal.ts";

/** The role's credentials; throws an EcsinError. */
export async function webIdentityCredentials(
  role: WebIdentityRole,
  site: Site,
): Promise<AwsCredentialIdentity> {
  const { identity, debug, region, settings } = site;
  const { tokenFile, roleArn } = role;
  const roleSessionName = role.roleSessionName || defaultSessionName();
  debug(`credentials: ${roleArn} by the token in ${tokenFile}`);
  let token: string;
  try {
    token = (await Deno.readTextFile(tokenFile)).trim();
  } catch (error) {
    throw refusal.webIdentityTokenMissing(error, role, identity);
  }
  keepSecret(token);
  const fault = tooShort({ role_arn: roleArn, role_session_name: roleSessionName });
  if (fault !== undefined) throw refusal.webIdentityNotAsked(fault, role, identity);
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const endpoint = settings.configuredUrl("STS");
  const client = new STSClient(await sdkClientConfig({ ...site, endpoint }));
  const { endpointUrl: _ofTheCall, ...rest } = identity;
  const as = { ...rest, region };
  const action = "AssumeRoleWithWebIdentity";
  try {
    const input = { RoleArn: roleArn, RoleSessionName: roleSessionName, WebIdentityToken: token };
    const answer = await logged(
      { service: "sts", action, input: {}, identity: as, debug },
      () => client.send(new AssumeRoleWithWebIdentityCommand(input)),
    );
    return assumedCredentials(answer, roleArn);
  } catch (error) {
    throw error instanceof EcsinError ? refusal.webIdentityRefused(error, role, as) : error;
  }
}
