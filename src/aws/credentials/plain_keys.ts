// Plain keys: of the environment, or of a profile of AWS's files whose way they are. They need no
// SDK to be read.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { keysIn, wayOf } from "./aws_profile.ts";
import { awsFilesLine } from "../line.ts";
import { profileUnusable } from "./credentials_refusal.ts";
import type { Identity } from "./identity.ts";
import type { Env } from "../../environment.ts";
import { unsettingLine } from "../../pasteable.ts";
import type { AwsFiles } from "./shared_files.ts";
import { environmentKeys } from "./site.ts";
import { usable } from "./usable.ts";

const KEY_VARIABLES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** The keys; undefined where the chosen source is any other. Throws for half a pair of keys. */
export function plainKeys(
  identity: Identity,
  env: Env,
  files: AwsFiles,
): AwsCredentialIdentity | undefined {
  const { source } = identity;
  if (source.kind === "keys") {
    const keys = environmentKeys(env, source.accessKeyId);
    return usable(keys, "the environment", unsettingLine(KEY_VARIABLES));
  }
  // As in AWS's CLI: a token of the surroundings goes before a default profile.
  if (source.kind === "chain" && env("AWS_WEB_IDENTITY_TOKEN_FILE") !== undefined) return undefined;
  const name = source.kind === "awsProfile" ? source.awsProfile : "default";
  if (wayOf(files, name) !== "keys") return undefined;
  const keys = keysIn(files, name);
  if (typeof keys === "string") throw profileUnusable(name, [keys], identity);
  return usable(keys, `AWS profile "${name}"`, awsFilesLine(name, { identity }, "configure"));
}
