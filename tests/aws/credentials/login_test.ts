// Profiles of `aws login`: a token that is valid, renewed with a proof of its key, or worn out.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { Refused } from "../../fake_aws/identity_state.ts";
import { inMinutes, Place } from "./as_whom.ts";

const SESSION = "arn:aws:iam::123456789012:user/dev";
const CONFIG = `[profile dev]\nlogin_session = ${SESSION}\nregion = eu-west-3\n`;

/** Writes a token as `aws login` does; gives its path. */
async function signIn(place: Place, expiresAt: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const refreshToken = place.state.secret();
  place.state.refreshTokens.add(refreshToken);
  const token = {
    accessToken: {
      accessKeyId: "ASIASIGNEDIN",
      secretAccessKey: place.state.secret(),
      sessionToken: place.state.secret(),
      accountId: "123456789012",
      expiresAt,
    },
    tokenType: "aws_sigv4",
    clientId: "arn:aws:signin:::devtools/same-device",
    refreshToken,
    idToken: place.state.secret(),
    dpopKey: privateKey.export({ format: "pem", type: "sec1" }),
  };
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(SESSION));
  const name = `.aws/login/cache/${new Uint8Array(bytes).toHex()}.json`;
  return await place.home.write(name, JSON.stringify(token), 0o600);
}

const EXPIRED = `ecsin: error: the sign-in of \`aws login\` is not valid any more
  why:  AWS profile "dev" (--aws-profile) signs in by \`aws login\`
  next: aws login --profile dev`;

Deno.test("a sign-in of aws login is used while it is valid, and renewed when it is not", async () => {
  await using place = await Place.make({ config: CONFIG });
  await signIn(place, inMinutes(10));
  assert.equal((await place.ask({ awsProfile: "dev" })).key, "ASIASIGNEDIN");
  assert.equal(place.identities.asked.length, 0);
  const path = await signIn(place, inMinutes(1));
  assert.match((await place.ask({ awsProfile: "dev" })).key ?? "", /^ASIALOGIN/);
  assert.equal(place.identities.asked[0]?.action, "CreateOAuth2Token");
  const kept = JSON.parse(await Deno.readTextFile(path));
  assert.match(kept.accessToken.accessKeyId, /^ASIALOGIN/);
  assert.ok(place.state.refreshTokens.has(kept.refreshToken));
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
});

Deno.test("a sign-in that never was, is broken or cannot be renewed asks for the exact line", async () => {
  await using place = await Place.make({ config: CONFIG });
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED);
  const path = await signIn(place, inMinutes(-1));
  place.state.refreshTokens.clear();
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED);
  await Deno.writeTextFile(path, "{");
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED);
});

Deno.test("a sign-in service that cannot be reached or fails is not called an expired sign-in", async () => {
  await using place = await Place.make({ config: CONFIG });
  await signIn(place, inMinutes(-1));
  const env = { AWS_ENDPOINT_URL_SIGNIN: "http://127.0.0.1:2" };
  const { error = "" } = await place.ask({ awsProfile: "dev", env });
  assert.match(
    error,
    /^ecsin: error: AWS profile "dev" could not be renewed by aws login\n.*ECONNREF/,
  );
  place.state.refusals.set(
    "CreateOAuth2Token",
    new Refused(500, "InternalServerException", "oops"),
  );
  const failed = await place.ask({ awsProfile: "dev" });
  assert.match(failed.error ?? "", /could not be renewed by aws login\n.*InternalServerException/);
});
