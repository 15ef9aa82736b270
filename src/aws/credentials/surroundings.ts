// Credentials of where ecsin runs, as AWS's chain has them when neither keys nor a profile are
// given: a web identity token (EKS, CI), the container's endpoint (ECS, EKS, CloudShell), the EC2
// machine's role. The first that the surroundings name is taken, and no other.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { EcsinError } from "../../error.ts";
import { findProfile } from "./aws_profile.ts";
import type { Site } from "./site.ts";
import * as refusal from "./credentials_refusal.ts";
import { usable } from "./usable.ts";
import { webIdentityRoleMissing } from "./web_identity_refusal.ts";
import { ecsinLine } from "../line.ts";

/** Credentials of the surroundings; throws an EcsinError that says what they answered. */
export async function credentialsOfSurroundings(site: Site): Promise<AwsCredentialIdentity> {
  return usable(await ofFirst(site), "this machine's surroundings", ecsinLine(site, "doctor"));
}

async function ofFirst(site: Site): Promise<AwsCredentialIdentity> {
  const { env } = site;
  // What the environment leaves out is the default profile's, as in AWS's CLI.
  const profile = findProfile(site.files, "default") ?? {};
  const tokenFile = env("AWS_WEB_IDENTITY_TOKEN_FILE") ?? profile["web_identity_token_file"];
  if (tokenFile) {
    const roleArn = env("AWS_ROLE_ARN") ?? profile["role_arn"];
    if (!roleArn) throw webIdentityRoleMissing();
    const { webIdentityCredentials } = await import("./web_identity.ts");
    const roleSessionName = env("AWS_ROLE_SESSION_NAME") ?? profile["role_session_name"];
    return await webIdentityCredentials({ tokenFile, roleArn, roleSessionName }, site);
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
    throw refusal.containerRefused(
      new Error("AWS_CONTAINER_CREDENTIALS_… is not set"),
      undefined,
      site.identity,
    );
  }
  const { fromHttp } = await import("@aws-sdk/credential-provider-http");
  try {
    return await fromHttp({ logger: quiet(debug) })();
  } catch (error) {
    throw refusal.containerRefused(error, env("AWS_CONTAINER_CREDENTIALS_FULL_URI"), site.identity);
  }
}

/** What the EC2 machine's metadata service gives; throws what `failed` makes of the reason. */
export async function machineCredentials(
  { env, debug, files, identity: { source } }: Site,
  failed: (why: string) => EcsinError,
): Promise<AwsCredentialIdentity> {
  if (env("AWS_EC2_METADATA_DISABLED")?.toLowerCase() === "true") {
    throw failed("AWS_EC2_METADATA_DISABLED is set");
  }
  debug("credentials: the EC2 machine's metadata service");
  const [{ fromInstanceMetadata }, { handToSdk }] = await Promise.all([
    import("@smithy/credential-provider-imds"),
    import("./sdk_files.ts"),
  ]);
  const name = source.kind === "awsProfile" ? source.awsProfile : "default";
  handToSdk(findProfile(files, name) ?? {}, env);
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
