// AWS's own profiles, and by which way each says that its credentials are to be had: in botocore's
// order (botocore/credentials.py, `create_credential_resolver` and `ProfileProviderBuilder`).
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { Section } from "./ini.ts";
import { type AwsFiles, isOffered, type ReadFile, type Sections } from "./shared_files.ts";

/** The settings of one section, by their names in the file; nested ones are left out. */
export type AwsProfile = Readonly<Record<string, string | undefined>>;

/** How a profile says that its credentials are to be had. */
export type Way = "role" | "keys" | "web identity" | "credential_process" | "SSO" | "aws login";

/** A profile by its name; undefined when neither file has it. */
export function findProfile({ profiles }: AwsFiles, name: string): AwsProfile | undefined {
  return textsOf(profiles.get(name));
}

/** The texts of a section. */
export function textsOf(section: Section | undefined): AwsProfile | undefined {
  if (section === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(section).filter((entry): entry is [string, string] =>
      typeof entry[1] === "string"
    ),
  );
}

/**
 * A profile's way; undefined when it has none. Keys go before `aws login` and a program when the
 * credentials file has them, and after both when they are in the config file. `asSource`: for a role
 * of another profile, or its own: keys beside a role are there to be its source.
 */
export function wayOf(files: AwsFiles, name: string, asSource = false): Way | undefined {
  const profile = findProfile(files, name);
  if (profile === undefined) return undefined;
  const has = (key: string) => profile[key] !== undefined;
  const isSource = asSource && (has("aws_access_key_id") || has("aws_secret_access_key"));
  if (has("role_arn") && !has("web_identity_token_file") && !isSource) return "role";
  if (profile["web_identity_token_file"]) return "web identity";
  // Here AWS's CLI would go on without the role: another identity than the one that is meant.
  if (has("role_arn") && !isSource) return undefined;
  if (has("sso_role_name") || has("sso_account_id")) return "SSO";
  if (files.credentials.get(name)?.["aws_access_key_id"] !== undefined) return "keys";
  if (has("login_session")) return "aws login";
  if (has("credential_process")) return "credential_process";
  return files.config.get(name)?.["aws_access_key_id"] !== undefined ? "keys" : undefined;
}

/** The keys of a profile whose way they are, both from one file; or what they lack. */
export function keysIn(files: AwsFiles, name: string): AwsCredentialIdentity | string {
  const ofFile = ({ credentials, config }: AwsFiles) =>
    credentials.get(name)?.["aws_access_key_id"] !== undefined
      ? ["credentials", credentials.get(name)] as const
      : ["config", config.get(name)] as const;
  const [file, section] = ofFile(files);
  const keys = textsOf(section) ?? {};
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = keys;
  if (!accessKeyId) return "its aws_access_key_id is empty";
  if (!secretAccessKey) {
    return `the ${file} file has its aws_access_key_id, but no aws_secret_access_key`;
  }
  const sessionToken = keys["aws_security_token"] ?? keys["aws_session_token"];
  const accountId = keys["aws_account_id"];
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(accountId ? { accountId } : {}),
  };
}

/**
 * What may ask the person for something before the credentials of a profile are there: then they are
 * fetched before a picker or a session has the terminal.
 */
export function whoMayAsk(files: AwsFiles, name: string): "program" | "MFA device" | undefined {
  let asks: "MFA device" | undefined;
  const visited = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !visited.has(next);) {
    const way = wayOf(files, next, next !== name);
    visited.add(next);
    const profile: AwsProfile = findProfile(files, next) ?? {};
    if (way === "credential_process") return "program";
    if (way === "role" && profile["mfa_serial"] !== undefined) asks = "MFA device";
    next = way === "role" ? profile["source_profile"] : undefined;
  }
  return asks;
}

/** What can be said of a name that is no profile: of both files, and of a section that looks alike. */
export function whyUnknown(
  { others, profiles, config, credentials }: AwsFiles,
  name: string,
  files: readonly [ReadFile, ReadFile],
): readonly string[] {
  const [configFile, credentialsFile] = files;
  return [
    others.has(name)
      ? `${configFile.path}: [${name}] is not a profile there; AWS expects [profile ${name}]`
      : stateOf(configFile, config, name),
    profiles.has(`profile ${name}`)
      ? `${credentialsFile.path}: [profile ${name}] is not a profile there; AWS expects [${name}]`
      : stateOf(credentialsFile, credentials, name),
  ];
}

function stateOf(
  { path, bytes, isThere, unreadable }: ReadFile,
  found: Sections,
  name: string,
): string {
  if (unreadable !== undefined) return `${path}: cannot be read (${unreadable})`;
  if (bytes === undefined) return `${path}: is ${isThere ? "no plain file" : "not there"}`;
  return [...found.keys()].some(isOffered)
    ? `${path}: has no profile "${name}"`
    : `${path}: holds no profile`;
}

/** What a profile without a way lacks. */
export function whyNoWay(files: AwsFiles, name: string): string {
  const profile = findProfile(files, name) ?? {};
  const has = (key: string) => profile[key] !== undefined;
  if (has("role_arn")) return "it has role_arn, and its web_identity_token_file is empty";
  if (has("aws_secret_access_key")) {
    return "it has aws_secret_access_key, but no aws_access_key_id";
  }
  if (has("sso_session") || has("sso_start_url")) {
    return "it signs in by SSO, but has no sso_account_id, sso_role_name";
  }
  return "it says nothing of credentials";
}
