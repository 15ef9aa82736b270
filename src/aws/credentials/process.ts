// credential_process: a program that prints credentials as JSON. It is run as AWS's CLI runs it: its
// line is split into words and no shell is involved, it has ecsin's own stdin while that is the
// person's, and its stderr is kept for the case that it fails. What it prints is never said.
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { EcsinError } from "../../error.ts";
import { keepSecret } from "../../secrets.ts";
import { safeSearch } from "../../paths.ts";
import type { AwsProfile } from "./aws_profile.ts";
import type { Site } from "./site.ts";
import { profileUnusable } from "./credentials_refusal.ts";
import { shellWords } from "./shell_words.ts";
import { processFailed } from "./sign_in_refusal.ts";

const WITHOUT_SHELL = "it is run without a shell, as AWS's CLI runs it: sh -c '…' is one";

/** The credentials; throws an EcsinError. */
export async function processCredentials(
  name: string,
  profile: AwsProfile,
  { identity, hasTerminal }: Site,
): Promise<AwsCredentialIdentity> {
  const words = shellWords(profile["credential_process"] ?? "");
  const [program, ...args] = words ?? [];
  if (program === undefined) {
    const why = words === undefined ? "has a quote that is not closed" : "is empty";
    throw profileUnusable(name, [`its credential_process ${why}`], identity);
  }
  // What a shell would have made of the line is the likely reason, where it has a shell's words.
  const isForShell = /[$`|;&<>]/.test(profile["credential_process"] ?? "");
  const failed = (why: readonly string[]) =>
    processFailed([...why, ...isForShell ? [WITHOUT_SHELL] : []], name, identity);
  const { success, stdout, stderr } = await output(
    program,
    args,
    hasTerminal() ? "inherit" : "null",
    failed,
  );
  keepPrinted(new TextDecoder().decode(stdout));
  if (!success) {
    const lines = new TextDecoder().decode(stderr).split(/[\r\n]+/).map((line) => line.trim());
    const said = lines.filter((line) => line !== "").slice(-3);
    throw failed(said.length > 0 ? said : ["it failed and said nothing"]);
  }
  const printed = fieldsOf(strictText(stdout));
  if (printed === undefined) throw failed(["it printed something else than JSON"]);
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = printed;
  if (Version !== 1) throw failed(["it did not print Version 1"]);
  for (const key of ["AccessKeyId", "SecretAccessKey"]) {
    if (typeof printed[key] !== "string" || printed[key] === "") {
      throw failed([`it printed no ${key}`]);
    }
  }
  if (SessionToken && typeof SessionToken !== "string") {
    throw failed(["it printed a SessionToken that is no text"]);
  }
  const expiration = Expiration === undefined || Expiration === null
    ? undefined
    : new Date(typeof Expiration === "string" && ZONE.test(Expiration) ? Expiration : NaN);
  if (expiration !== undefined && !(expiration.getTime() > Date.now())) {
    throw failed([
      Number.isNaN(expiration.getTime())
        ? "it printed an Expiration that is no time with its zone, as in 2030-01-01T00:00:00Z"
        : "it printed credentials that have expired",
    ]);
  }
  const accountId = AccountId || profile["aws_account_id"];
  return {
    accessKeyId: String(AccessKeyId),
    secretAccessKey: String(SecretAccessKey),
    ...(typeof SessionToken === "string" && SessionToken !== ""
      ? { sessionToken: SessionToken }
      : {}),
    ...(expiration !== undefined ? { expiration } : {}),
    ...(typeof accountId === "string" ? { accountId } : {}),
  };
}

/**
 * Whatever it printed may be a secret: the texts of its JSON but for a key's id; else each line and
 * each long word, where letters and digits are mixed.
 */
function keepPrinted(text: string): void {
  const fields = fieldsOf(text);
  if (fields !== undefined) {
    for (const [key, value] of Object.entries(fields)) {
      if (!NOT_SECRET.test(key) && typeof value === "string") keepSecret(value);
    }
    return;
  }
  const words = text.split(/[\s"',:=]+/).filter((word) =>
    /^(?=.*\d)(?=.*[A-Za-z]).{8,}$/.test(word)
  );
  keepSecret(...words);
}

/** Without one it is a time of this machine's clock or of another's: AWS's CLI refuses it. */
const ZONE = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;

/** As AWS's CLI reads it: UTF-8 without a byte order mark. */
function strictText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

const NOT_SECRET = /^(AccessKeyId|AccountId|Expiration)$/;

async function output(
  program: string,
  args: readonly string[],
  stdin: "inherit" | "null",
  failed: (why: readonly string[]) => EcsinError,
): Promise<Deno.CommandOutput> {
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      env: safeSearch(),
      stdin,
      stdout: "piped",
      stderr: "piped",
    });
    return await command.spawn().output();
  } catch (error) {
    // Deno's words name the program and nothing of its arguments.
    throw failed([
      error instanceof Deno.errors.NotFound
        ? `the program "${program}" was not found`
        : `the program "${program}" cannot be run (${
          error instanceof Error ? error.name : "Error"
        })`,
    ]);
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
