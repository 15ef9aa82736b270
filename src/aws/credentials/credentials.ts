// Credentials of exactly the source that was chosen. A named AWS profile, and a default profile
// that says where its credentials are, never fall back to another source: what comes after them in
// AWS's chain is another identity than the one asked for. Providers are loaded when one is needed.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { EcsinError, EXIT } from "../../error.ts";
import { wayOf, whoMayAsk } from "./aws_profile.ts";
import { describeSource, type Identity, UNNAMED } from "./identity.ts";
import { type Asking, environmentKeys, type Site } from "./site.ts";
import { ecsinLine } from "../line.ts";

/** Credentials that are renewed when they must be. */
export type Credentials = AwsCredentialIdentityProvider;

/** Renewed when they have less time left. */
const TIME_LEFT_MS = 5 * 60_000;

/**
 * The credentials of an identity, fetched when they are first asked for; at once where the person
 * may be asked for something, because later a picker or a session has the terminal.
 */
export async function credentialsOf(
  identity: Identity,
  { asking, ...place }:
    & Pick<Site, "env" | "files" | "region" | "settings" | "http" | "debug">
    & { readonly asking: Asking },
): Promise<Credentials> {
  const { source } = identity;
  if (source.kind === "keys") {
    const keys = environmentKeys(place.env, source.accessKeyId);
    return () => Promise.resolve(keys);
  }
  const { env, files } = place;
  const name = source.kind === "awsProfile" ? source.awsProfile : "default";
  const way = wayOf(files, name);
  // As in AWS's CLI: a token of the surroundings is before a default profile, but not before a role;
  // and what they say of a token's role goes over what the default profile says of it.
  const isMachine = source.kind === "chain" &&
    (way === undefined || way === "web identity" ||
      way !== "role" && env("AWS_WEB_IDENTITY_TOKEN_FILE") !== undefined);
  let isOpening = true;
  const site: Site = {
    identity: isMachine ? identity : {
      ...identity,
      source: source.kind === "awsProfile"
        ? source
        : { kind: "awsProfile", awsProfile: name, from: UNNAMED },
    },
    ...place,
    hasTerminal: () => isOpening,
    askMfaCode: async (...question) => {
      if (asking === "not now") throw mayAskNow(site.identity);
      return isOpening ? await asking?.(...question) : undefined;
    },
  };
  const credentials = once(async () => {
    if (isMachine) {
      const { credentialsOfSurroundings } = await import("./surroundings.ts");
      return await credentialsOfSurroundings(site);
    }
    const { credentialsOfProfile } = await import("./profile_credentials.ts");
    return await credentialsOfProfile(name, site);
  });
  const who = isMachine ? undefined : whoMayAsk(files, name);
  if (who === "program" && asking === "not now") throw mayAskNow(site.identity);
  if (who !== undefined) await credentials();
  isOpening = false;
  return credentials;
}

/** An MFA code or a program's PIN is needed, and something else is on the screen. */
function mayAskNow(identity: Identity): EcsinError {
  return new EcsinError({
    id: "sign-in-not-now",
    what: `signing in as ${describeSource(identity.source)} may ask you something`,
    next: ecsinLine({ identity }, "list", "clusters"),
    exitCode: EXIT.configuration,
  });
}

/**
 * Keeps the answer until five minutes before it expires, so that no client need ask again; should
 * it then not be had anew, until it expires.
 */
export function once(fetch: () => Promise<AwsCredentialIdentity>): Credentials {
  let known: Promise<AwsCredentialIdentity> | undefined;
  return async () => {
    const seen = known;
    const held = await seen?.catch(() => undefined);
    const leftMs = (held?.expiration?.getTime() ?? Infinity) - Date.now();
    if (held !== undefined && leftMs > TIME_LEFT_MS) return held;
    // Of all who wait here, the first one asks.
    const asked = known === undefined || known === seen ? fetch() : known;
    known = asked;
    try {
      return await asked;
    } catch (error) {
      if (held === undefined || leftMs <= 0) throw error;
      known = seen;
      return held;
    }
  };
}
