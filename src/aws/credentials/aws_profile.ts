// AWS's own profiles, and by which way each says that its credentials are to be had. The import
// below is a static one: `deno bundle` loses the names of this package's exports in a dynamic one.
import { loadSsoSessionData, parseKnownFiles } from "@smithy/core/config";
import type { Env } from "../../environment.ts";
import { sharedFilePaths } from "./shared_files.ts";

/** The settings of one section, by their names in the file. */
export type AwsProfile = Readonly<Record<string, string | undefined>>;

/** What AWS's config and credentials files hold. */
export interface AwsFiles {
  readonly profiles: Readonly<Record<string, AwsProfile>>;
  readonly ssoSessions: Readonly<Record<string, AwsProfile>>;
}

/** How a profile says that its credentials are to be had. */
export type Way = "role" | "keys" | "web identity" | "credential_process" | "SSO" | "aws login";

/** Reads AWS's files; one that is missing or broken holds nothing. */
export async function readAwsFiles(): Promise<AwsFiles> {
  const [profiles, ssoSessions] = await Promise.all([parseKnownFiles({}), loadSsoSessionData()]);
  return { profiles, ssoSessions };
}

/** A profile by its name; undefined when neither file has it. */
export function findProfile({ profiles }: AwsFiles, name: string): AwsProfile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

/** A profile's way, in the order in which AWS's SDK looks for one; undefined when it has none. */
export function wayOf(profile: AwsProfile | undefined): Way | undefined {
  if (profile === undefined) return undefined;
  const has = (...names: string[]) => names.every((name) => profile[name] !== undefined);
  if (has("role_arn") && has("source_profile") !== has("credential_source")) return "role";
  if (has("aws_access_key_id", "aws_secret_access_key")) return "keys";
  if (has("role_arn", "web_identity_token_file")) return "web identity";
  if (has("credential_process")) return "credential_process";
  if (Object.keys(profile).some((name) => /^sso_(session|start_url|account_id)$/.test(name))) {
    return "SSO";
  }
  return has("login_session") ? "aws login" : undefined;
}

/**
 * What may ask the person for something before the credentials of a profile are there: then they are
 * fetched before a picker or a session has the terminal.
 */
export function whoMayAsk(files: AwsFiles, name: string): "program" | "MFA device" | undefined {
  let asks: "MFA device" | undefined;
  const visited = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !visited.has(next);) {
    visited.add(next);
    const profile: AwsProfile = findProfile(files, next) ?? {};
    const way = wayOf(profile);
    if (way === "credential_process") return "program";
    if (way === "role" && profile.mfa_serial !== undefined) asks = "MFA device";
    next = way === "role" ? profile.source_profile : undefined;
  }
  return asks;
}

/** What can be said of a profile without a way: of its files, and of what it lacks. */
export async function whyNoWay(files: AwsFiles, name: string, env: Env): Promise<string[]> {
  const profile = findProfile(files, name);
  if (profile === undefined) {
    const { config, credentials } = sharedFilePaths(env);
    return [await stateOf(config, name), await stateOf(credentials, name)];
  }
  const has = (key: string) => profile[key] !== undefined;
  if (has("role_arn")) {
    return [
      has("source_profile")
        ? "it has both source_profile and credential_source: AWS takes one of them"
        : "it has role_arn, but neither source_profile, credential_source nor web_identity_token_file",
    ];
  }
  for (const key of ["aws_access_key_id", "aws_secret_access_key"]) {
    if (has(key)) {
      const other = key === "aws_access_key_id" ? "aws_secret_access_key" : "aws_access_key_id";
      return [`it has ${key}, but no ${other}`];
    }
  }
  return ["it says nothing of credentials"];
}

async function stateOf(path: string, name: string): Promise<string> {
  try {
    const text = await Deno.readTextFile(path);
    return /^\s*\[/m.test(text) ? `${path}: has no profile "${name}"` : `${path}: holds no profile`;
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? `${path}: is not there`
      : `${path}: cannot be read (${error instanceof Error ? error.name : "Error"})`;
  }
}
