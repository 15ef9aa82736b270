// Credentials of where ecsin runs, as AWS's chain has them when neither keys nor a profile are
// given: a web identity token (EKS, CI), the container's endpoint (ECS, EKS, CloudShell), the EC2
// machine's role. The first that the surroundings name is taken, and no other.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { EcsinError } from "../../error.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";

/** Credentials of the surroundings; throws an EcsinError that says what they answered. */
export async function credentialsOfSurroundings(site: Site): Promise<AwsCredentialIdentity> {
  const { env } = site;
  const tokenFile = env("AWS_WEB_IDENTITY_TOKEN_FILE");
  const roleArn = env("AWS_ROLE_ARN");
  if (tokenFile !== undefined && roleArn !== undefined) {
    const { webIdentityCredentials } = await import("./web_identity.ts");
    const role = { tokenFile, roleArn, roleSessionName: env("AWS_ROLE_SESSION_NAME") };
    return await webIdentityCredentials(role, site.region, site);
  }
  if (isContainer(site)) return await containerCredentials(site);
  return await machineCredentials(site, (why) => refusal.credentialsMissing(env, why));
}

function isContainer({ env }: Site): boolean {
  return (env("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ??
    env("AWS_CONTAINER_CREDENTIALS_FULL_URI")) !== undefined;
}

/** What the container's endpoint gives; throws an EcsinError. */
export async function containerCredentials(site: Site): Promise<AwsCredentialIdentity> {
  const { debug, env } = site;
  debug("credentials: the container's endpoint");
  if (!isContainer(site)) {
    throw refusal.containerRefused(new Error("AWS_CONTAINER_CREDENTIALS_… is not set"), undefined);
  }
  const { fromHttp } = await import("@aws-sdk/credential-provider-http");
  try {
    return await fromHttp({ logger: quiet(debug) })();
  } catch (error) {
    throw refusal.containerRefused(error, env("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
  }
}

/** What the EC2 machine's metadata service gives; throws what `failed` makes of the reason. */
export async function machineCredentials(
  { env, debug }: Site,
  failed: (why: string) => EcsinError,
): Promise<AwsCredentialIdentity> {
  const disabled = env("AWS_EC2_METADATA_DISABLED");
  if (disabled !== undefined && disabled !== "false") {
    throw failed("AWS_EC2_METADATA_DISABLED is set");
  }
  debug("credentials: the EC2 machine's metadata service");
  const { fromInstanceMetadata } = await import("@smithy/credential-provider-imds");
  try {
    return await fromInstanceMetadata({ logger: quiet(debug) })();
  } catch (error) {
    throw failed(refusal.machineInWords(error));
  }
}

/** A provider's warnings go to --debug; without this they are printed by `console`. */
function quiet(debug: (line: string) => void) {
  const none = () => {};
  return { debug: none, info: none, warn: (text: unknown) => debug(String(text)), error: none };
}
