// Every secret that ecsin has had in hand: keys, tokens, MFA codes, passwords in URLs, what a
// credential_process printed. They are kept where they are obtained, and whatever ecsin says goes
// through here: so no message of a library, of AWS or of a fault of its own repeats one. A session's
// own bytes are the container's, and are left alone.
import type { Env, Variable } from "./environment.ts";
import { UNPRINTABLE } from "./printable.ts";

/** Stands where a secret stood. */
const HIDDEN = "***";
/** Shorter ones are words and numbers of their own; a password of five letters hides no more. */
const LENGTH_LEAST = 6;
/** From here on a secret is taken out wherever it is; shorter ones where they stand by themselves. */
const LENGTH_LONG = 12;
/** What is escaped in one way or another, or several times over: the pieces between are not. */
const BETWEEN = new RegExp(`[\\s${UNPRINTABLE}"'\\\\<>&]+`);

const SECRET_VARIABLES: readonly Variable[] = [
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
];
const URL_VARIABLES: readonly Variable[] = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_ENDPOINT_URL",
];

const kept = new Set<string>();
let pattern: RegExp | undefined;

/** Keeps secrets; what is undefined or too short to be one is passed over. */
export function keepSecret(...secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    for (const form of formsOf(secret ?? "")) {
      if (kept.has(form)) continue;
      kept.add(form);
      pattern = undefined;
    }
  }
}

/** Keeps the user and password of a URL, or of a text that was meant to be one. */
export function keepPasswordIn(url: string): void {
  const userInfo = userInfoOf(url);
  if (userInfo === undefined) return;
  keepSecret(userInfo, userInfo.slice(userInfo.indexOf(":") + 1));
  try {
    keepSecret(decodeURIComponent(userInfo.slice(userInfo.indexOf(":") + 1)));
  } catch {
    // It is not encoded.
  }
}

/** A text without the user and password of the URL that it is, or was meant to be. */
export function withoutUserInfo(url: string): string {
  const userInfo = userInfoOf(url);
  return userInfo === undefined ? url : url.replace(`${userInfo}@`, () => "…@");
}

/** Keeps what the environment and the command line hold, before anything is said. */
export function keepSecretsOf(env: Env, argv: readonly string[]): void {
  keepSecret(...SECRET_VARIABLES.map((name) => env(name)));
  for (const url of URL_VARIABLES.map((name) => env(name))) {
    if (url?.includes("@")) keepPasswordIn(url);
  }
  for (const word of argv) if (/:\/\/[^/]*:.*@/.test(word)) keepPasswordIn(word);
}

/** A text as it may be said: with `***` for every secret that is known. */
export function withoutSecrets(text: string): string {
  if (kept.size === 0) return text;
  pattern ??= patternOf([...kept]);
  return text.replaceAll(pattern, HIDDEN);
}

/** The ways in which a text may hold a secret: as it is, in pieces, escaped. */
function formsOf(secret: string): readonly string[] {
  const pieces = [secret, ...secret.split(BETWEEN)].filter((each) => each.length >= LENGTH_LEAST);
  return pieces.flatMap((piece) => [
    piece,
    JSON.stringify(piece).slice(1, -1),
    encodeURIComponent(piece.toWellFormed()),
    piece.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    // As printable.ts leaves it.
    piece.replaceAll(BETWEEN_EACH, " "),
  ]);
}

const BETWEEN_EACH = new RegExp(`[${UNPRINTABLE}]`, "g");

function patternOf(secrets: readonly string[]): RegExp {
  // The longest first: one may be the beginning of another.
  const sorted = secrets.toSorted((a, b) => b.length - a.length);
  const words = sorted.map((secret) => {
    const plain = secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return secret.length >= LENGTH_LONG ? plain : `(?<![A-Za-z0-9])${plain}(?![A-Za-z0-9])`;
  });
  return new RegExp(words.join("|"), "g");
}

/** `user:password`, whatever is in it: all between the scheme and the last @ before the host. */
function userInfoOf(url: string): string | undefined {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|["'\s]*)*(.+)@[^@]*$/i.exec(url)?.[1];
}
