// The folder in which AWS's CLI keeps the credentials of assumed roles and of SSO, by the same file
// names and in the same format, so that one MFA answer serves both (botocore's JSONFileCache and
// CachedCredentialFetcher). A file that cannot be read or written is never an error.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { Env } from "../../environment.ts";
import { below, homeOf } from "../../paths.ts";

/** What is asked for; the file's name is made of it. */
export type CacheKey = Readonly<Record<string, string | number | undefined>>;

/** What is kept beside the credentials. */
export interface CacheExtra {
  /** AssumeRole's own answer. */
  readonly AssumedRoleUser?: { readonly AssumedRoleId?: string; readonly Arn?: string };
  /** `sso`: by this `aws sso logout` knows what to delete. */
  readonly ProviderType?: "sso";
}

/** Credentials with less time left are not taken from the folder. */
const TIME_LEFT_MS = 5 * 60_000;

/** The file's name for AssumeRole's arguments: SHA-1 of what Python's json.dumps makes of them. */
export function roleFileName(key: CacheKey): Promise<string> {
  return fileName(key, ", ", ": ");
}

/** The file's name for SSO's arguments; the CLI writes these without blanks. */
export function ssoFileName(key: CacheKey): Promise<string> {
  return fileName(key, ",", ":");
}

/** The credentials of a file; undefined when there are none, or not for much longer. */
export async function readCliCache(
  env: Env,
  name: string,
): Promise<AwsCredentialIdentity | undefined> {
  try {
    const kept: unknown = JSON.parse(await Deno.readTextFile(below(cacheFolder(env), name)));
    const fields = fieldsOf(fieldsOf(kept).Credentials);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = fields;
    if (
      typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string" ||
      typeof SessionToken !== "string" || typeof Expiration !== "string"
    ) return undefined;
    // botocore writes "…T12:00:00UTC".
    const expiration = new Date(Expiration.replace(/UTC$/, "Z"));
    if (!(expiration.getTime() - Date.now() > TIME_LEFT_MS)) return undefined;
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration,
      ...(typeof AccountId === "string" ? { accountId: AccountId } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Keeps credentials for the next call, ecsin's or the CLI's; only their owner can read the file. */
export async function writeCliCache(
  env: Env,
  name: string,
  credentials: AwsCredentialIdentity,
  extra: CacheExtra,
): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = credentials;
  if (sessionToken === undefined || expiration === undefined) return;
  const text = JSON.stringify({
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: `${expiration.toISOString().slice(0, 19)}Z`,
      ...(accountId !== undefined ? { AccountId: accountId } : {}),
    },
    ...extra,
  });
  try {
    const folder = cacheFolder(env);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = below(folder, `${crypto.randomUUID()}.tmp`);
    try {
      await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
      await Deno.rename(temporary, below(folder, name));
    } catch {
      await Deno.remove(temporary);
    }
  } catch {
    // The credentials work without being kept.
  }
}

/** AWS's CLI knows no setting that moves it. */
function cacheFolder(env: Env): string {
  const home = homeOf(env);
  if (home === undefined) throw new Deno.errors.NotFound("no home folder");
  return below(home, ".aws/cli/cache");
}

async function fileName(key: CacheKey, comma: string, colon: string): Promise<string> {
  const members = Object.entries(key)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `${asciiJson(name)}${colon}${asciiJson(value)}`);
  const bytes = new TextEncoder().encode(`{${members.join(comma)}}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes));
  return `${digest.toHex()}.json`;
}

/** Python escapes everything beyond ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
