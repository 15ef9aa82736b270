// The token of an SSO session, as `aws sso login` keeps it in ~/.aws/sso/cache: read, and renewed
// where the session has what renews it. A renewed one is written back for AWS's CLI.
import type { EcsinError } from "../../error.ts";
import { below, homeOf } from "../../paths.ts";
import { keepSecret } from "../../secrets.ts";
import { NetworkError } from "../api/http.ts";
import { AwsError } from "../api/signed_api.ts";
import type { Site } from "./site.ts";
import { ssoExpired, unreachable } from "./sign_in_refusal.ts";
import type { SsoSettings } from "./sso_settings.ts";
import { ssoAsk } from "./sso_ask.ts";

/** A token with less time left is renewed, where it can be. */
const TIME_LEFT_MS = 5 * 60_000;

/** The access token; throws an EcsinError where the person has to sign in. */
export async function validToken(
  name: string,
  settings: SsoSettings,
  site: Site,
): Promise<string> {
  const { session, startUrl } = settings;
  const path = await tokenPath(session ?? startUrl, site);
  const kept = path === undefined ? {} : await readToken(path);
  const { accessToken, expiresAt } = kept;
  if (path === undefined || typeof accessToken !== "string" || typeof expiresAt !== "string") {
    throw ssoExpired(name, site.identity);
  }
  for (const key of ["accessToken", "refreshToken", "clientSecret"]) {
    const secret = kept[key];
    if (typeof secret === "string") keepSecret(secret);
  }
  // botocore of old wrote "…T12:00:00UTC".
  const leftMs = Date.parse(expiresAt.replace(/UTC$/, "Z")) - Date.now();
  if (leftMs > TIME_LEFT_MS) return accessToken;
  const expired = () => ssoExpired(name, site.identity);
  const fallback = (error: EcsinError): string => {
    if (leftMs > 0) return accessToken;
    throw error;
  };
  if (session === undefined) return fallback(expired());
  const { clientId, clientSecret, refreshToken } = kept;
  if (![clientId, clientSecret, refreshToken].every((each) => typeof each === "string")) {
    return fallback(expired());
  }
  try {
    const answer = await ssoAsk(site, {
      service: "SSO OIDC",
      action: "CreateToken",
      region: settings.region,
      path: "/token",
      body: { clientId, clientSecret, refreshToken, grantType: "refresh_token" },
    });
    const { accessToken: renewed, expiresIn, refreshToken: next } = answer;
    if (typeof renewed !== "string" || typeof expiresIn !== "number") return fallback(expired());
    keepSecret(renewed, typeof next === "string" ? next : undefined);
    const until = new Date(Date.now() + expiresIn * 1000).toISOString();
    await writeToken(path, {
      ...kept,
      accessToken: renewed,
      expiresAt: `${until.slice(0, 19)}Z`,
      ...(typeof next === "string" ? { refreshToken: next } : {}),
    });
    return renewed;
  } catch (error) {
    const isReached = error instanceof AwsError && error.$metadata.httpStatusCode < 500;
    if (!isReached && !(error instanceof NetworkError) && !(error instanceof AwsError)) throw error;
    return fallback(isReached ? expired() : unreachable(error, "SSO", name, site.identity));
  }
}

/** The file that AWS's CLI keeps it in; undefined without a home. */
async function tokenPath(id: string, { env }: Site): Promise<string | undefined> {
  const home = homeOf(env);
  if (home === undefined) return undefined;
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(id));
  return below(home, `.aws/sso/cache/${new Uint8Array(digest).toHex()}.json`);
}

async function readToken(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const kept: unknown = JSON.parse(await Deno.readTextFile(path));
    return typeof kept === "object" && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}

/** Its owner alone can read it; a token that cannot be kept works all the same. */
async function writeToken(path: string, token: object): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(temporary, JSON.stringify(token), { createNew: true, mode: 0o600 });
    await Deno.rename(temporary, path);
  } catch {
    await Deno.remove(temporary).catch(() => {});
  }
}
