// What AWS's own configuration files say. Imported only when they are needed. The import below is a
// static one: `deno bundle` loses the names of this package's exports in a dynamic one.
import { pasteable, settingLine } from "../pasteable.ts";
import { loadSharedConfigFiles } from "@smithy/core/config";
import { EcsinError, EXIT } from "../error.ts";
import type { Identity } from "./identity.ts";

/** The region of the AWS profile that is used; throws when none is set. */
export async function regionOfAwsConfig(identity: Identity): Promise<string> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const awsProfile = identity.source.kind === "awsProfile" ? identity.source.awsProfile : "default";
  const region = configFile[awsProfile]?.region ?? credentialsFile[awsProfile]?.region;
  if (region !== undefined) return region;
  throw new EcsinError({
    id: "region-missing",
    what: "no AWS region is set",
    why: `neither a flag, the profile, AWS_REGION nor the AWS profile "${awsProfile}" names one`,
    next: [
      settingLine("AWS_REGION", "eu-central-1"),
      `aws configure set region eu-central-1${
        awsProfile === "default" ? "" : ` --profile ${pasteable(awsProfile)}`
      }`,
    ],
    exitCode: EXIT.configuration,
  });
}
