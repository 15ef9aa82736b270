// Profiles that sign in by SSO: with a session and without one, renewed, expired, refused.
import assert from "node:assert/strict";
import { Refused } from "../../fake_aws/identity_state.ts";
import { inMinutes, Place } from "./as_whom.ts";

const START_URL = "https://corp.example/start";
/** Names of their own for each test: the SDK remembers by session that it renewed a token. */
const config = (session: string) =>
  `[profile dev]
sso_session = ${session}
sso_account_id = 123456789012
sso_role_name = developer
[profile legacy]
sso_start_url = ${START_URL}
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = developer
[sso-session ${session}]
sso_region = eu-central-1
sso_start_url = ${START_URL}
`;

/** Writes a token as `aws sso login` does; gives its path below the home. */
async function signIn(place: Place, id: string, expiresAt: string, more: object = {}) {
  const accessToken = place.state.secret();
  place.state.ssoTokens.add(accessToken);
  const name = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(id)));
  const path = `.aws/sso/cache/${name.toHex()}.json`;
  const token = { startUrl: START_URL, region: "eu-central-1", accessToken, expiresAt, ...more };
  await place.home.write(path, JSON.stringify(token), 0o600);
  return `${place.home.path}/${path}`;
}

const EXPIRED = (profile: string) =>
  `ecsin: error: the SSO session is not valid any more
  why:  AWS profile "${profile}" (--aws-profile) signs in by SSO, and its session has expired or never began
  next: aws sso login --profile ${profile}`;

Deno.test("a token of aws sso login is used, of a session and of a profile alone", async () => {
  await using place = await Place.make({ config: config("cached") });
  await signIn(place, "cached", inMinutes(60));
  await signIn(place, START_URL, inMinutes(60));
  const dev = await place.ask({ awsProfile: "dev" });
  assert.match(dev.key ?? "", /^ASIASSO/);
  const { input } = place.identities.asked[0] ?? {};
  assert.deepEqual(input, { role_name: "developer", account_id: "123456789012" });
  assert.match((await place.ask({ awsProfile: "legacy" })).key ?? "", /^ASIASSO/);
  assert.equal((await dev.ecs?.config.credentials())?.accountId, "123456789012");
});

Deno.test("a token that expires is renewed, and what renews it is kept for AWS's CLI", async () => {
  await using place = await Place.make({ config: config("renewed") });
  const refreshToken = place.state.secret();
  place.state.refreshTokens.add(refreshToken);
  const client = { clientId: "client", clientSecret: place.state.secret(), refreshToken };
  const path = await signIn(place, "renewed", inMinutes(-1), client);
  assert.match((await place.ask({ awsProfile: "dev" })).key ?? "", /^ASIASSO/);
  assert.deepEqual(place.identities.asked.map(({ action }) => action), [
    "CreateToken",
    "GetRoleCredentials",
  ]);
  const kept = JSON.parse(await Deno.readTextFile(path));
  assert.ok(place.state.ssoTokens.has(kept.accessToken));
  assert.ok(place.state.refreshTokens.has(kept.refreshToken));
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
});

Deno.test("an SSO session that expired, never began, or was ended asks for the exact line", async () => {
  await using place = await Place.make({ config: config("expired") });
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED("dev"));
  assert.equal((await place.ask({ awsProfile: "legacy" })).error, EXPIRED("legacy"));
  await signIn(place, "expired", inMinutes(-1));
  await signIn(place, START_URL, inMinutes(-1));
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED("dev"));
  assert.equal((await place.ask({ awsProfile: "legacy" })).error, EXPIRED("legacy"));
  await signIn(place, "expired", inMinutes(60));
  await signIn(place, START_URL, inMinutes(60));
  place.state.ssoTokens.clear();
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED("dev"));
  assert.equal((await place.ask({ awsProfile: "legacy" })).error, EXPIRED("legacy"));
});

Deno.test("a token that cannot be renewed any more asks for the exact line", async () => {
  await using place = await Place.make({ config: config("worn") });
  const refreshToken = place.state.secret();
  await signIn(place, "worn", inMinutes(-1), { clientId: "c", clientSecret: "s", refreshToken });
  assert.equal((await place.ask({ awsProfile: "dev" })).error, EXPIRED("dev"));
  assert.equal(place.identities.asked[0]?.action, "CreateToken");
});

Deno.test("the default profile is named as any other, and a role names the profile that signs in", async () => {
  await using place = await Place.make({
    config: config("base").replace("[profile dev]", "[default]") +
      "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = legacy\n",
  });
  assert.equal(
    (await place.ask()).error,
    EXPIRED("default").replace("--aws-profile", "nothing else is named"),
  );
  const { error = "" } = await place.ask({ awsProfile: "admin" });
  assert.match(error, /AWS profile "legacy" \(source_profile of "admin"\) signs in by SSO/);
  assert.match(error, /^ {2}next: aws sso login --profile legacy$/m);
  await signIn(place, START_URL, inMinutes(60));
  assert.match((await place.ask({ awsProfile: "admin" })).key ?? "", /^ASIAADMIN/);
  assert.match(place.identities.asked.at(-1)?.accessKeyId ?? "", /^ASIASSO/);
});

Deno.test("a role that SSO does not give, and SSO that cannot be reached, are told apart", async () => {
  await using place = await Place.make({ config: config("refused") });
  await signIn(place, "refused", inMinutes(60));
  const { refusals } = place.state;
  refusals.set("GetRoleCredentials", new Refused(403, "ForbiddenException", "No access"));
  assert.equal(
    (await place.ask({ awsProfile: "dev" })).error,
    `ecsin: error: SSO does not give you the role "developer" in account 123456789012
  why:  asked for by AWS profile "dev" (--aws-profile)
        ForbiddenException: No access
  next: aws configure sso --profile dev`,
  );
  const env = { AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:2" };
  const { error = "" } = await place.ask({ awsProfile: "dev", env });
  assert.match(
    error,
    /^ecsin: error: AWS profile "dev" could not be renewed by SSO\n.*ECONNREFUSED/,
  );
});

Deno.test("an SSO profile that lacks something is told what", async () => {
  await using place = await Place.make({
    config: "[profile gone]\nsso_session = nope\nsso_account_id = 1\nsso_role_name = dev\n" +
      "[profile half]\nsso_start_url = https://corp.example/start\nsso_role_name = dev\n" +
      "[profile thin]\nsso_session = thin\n[sso-session thin]\nsso_region = eu-central-1\n",
  });
  const why = async (awsProfile: string) =>
    /^ {8}(.*)\n {2}next:/m.exec((await place.ask({ awsProfile })).error ?? "")?.[1];
  assert.equal(await why("gone"), 'its sso_session is "nope", but there is no [sso-session nope]');
  assert.equal(await why("half"), "it signs in by SSO, but has no sso_region, sso_account_id");
  assert.equal(
    await why("thin"),
    "it signs in by SSO, but has no sso_account_id, sso_role_name",
  );
});

Deno.test("SSO's credentials are kept where AWS's CLI keeps them, and taken from there", async () => {
  await using place = await Place.make({ config: config("shared") });
  const token = await signIn(place, "shared", inMinutes(60));
  const { key } = await place.ask({ awsProfile: "dev" });
  await Deno.remove(token);
  assert.equal((await place.ask({ awsProfile: "dev" })).key, key);
  assert.equal(place.identities.asked.length, 1);
  // sha1('{"accountId":"123456789012","roleName":"developer","sessionName":"shared"}')
  const folder = `${place.home.path}/.aws/cli/cache`;
  const [file] = [...Deno.readDirSync(folder)];
  assert.equal(file?.name, "a4b3bcafa9cfd8400a8ba1f9556d36dbf2b066c4.json");
  const kept = JSON.parse(await Deno.readTextFile(`${folder}/${file.name}`));
  assert.equal(kept.ProviderType, "sso");
  assert.equal(kept.Credentials.AccountId, "123456789012");
});
