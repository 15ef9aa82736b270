// Credentials of where ecsin runs: web identity, container, EC2.
import assert from "node:assert/strict";
import { Refused } from "../../fake_aws/identity_state.ts";
import { Place } from "./as_whom.ts";

const ROLE = "arn:aws:iam::123456789012:role/eks";
const ON_EC2 = { AWS_EC2_METADATA_DISABLED: undefined };

Deno.test("a web identity token becomes a role, by the environment and by a profile", async () => {
  await using place = await Place.make();
  const { home, state, identities } = place;
  const token = state.secret();
  state.webIdentityTokens.add(token);
  const file = await home.write("token", token);
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: ROLE,
    AWS_ROLE_SESSION_NAME: "pod",
  };
  await home.write(
    ".aws/config",
    `[profile eks]\nrole_arn = ${ROLE}/prof\nweb_identity_token_file = ${file}\n` +
      "role_session_name = named\nregion = eu-west-1\n",
  );
  assert.match((await place.ask({ env })).key ?? "", /^ASIAEKS/);
  const [first] = identities.asked;
  assert.equal(first?.action, "AssumeRoleWithWebIdentity");
  assert.equal(first.input["RoleSessionName"], "pod");
  assert.match((await place.ask({ awsProfile: "eks" })).key ?? "", /^ASIAPROF/);
  assert.equal(identities.asked[1]?.input["RoleSessionName"], "named");
});

Deno.test("a web identity token that STS refuses, or that is not there, is said to be so", async () => {
  await using place = await Place.make();
  const file = await place.home.write("token", place.state.secret());
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE };
  const refused = await place.ask({ env });
  assert.equal(
    refused.error?.replace(/request [0-9a-f-]+/, "request ID"),
    `ecsin: error: ${ROLE} was not given for the web identity token
  why:  the token is in ~/token
        The web identity token that was passed could not be validated by AWS.
  next: aws sts get-caller-identity --region eu-central-1
  aws:  InvalidIdentityTokenException (request ID)`,
  );
  const missing = await place.ask({
    env: { ...env, AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token" },
  });
  assert.equal(
    missing.error,
    `ecsin: error: the web identity token cannot be read from "/nowhere/token"
  why:  it is to be shown for ${ROLE} (NotFound)
  next: aws sts get-caller-identity --region eu-central-1`,
  );
});

Deno.test("a container's endpoint gives credentials, with its token or the token's file", async () => {
  await using place = await Place.make({ config: "[default]\nregion = eu-central-1\n" });
  const { home, identities, state } = place;
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${identities.url}/container/creds` };
  assert.match((await place.ask({ env })).key ?? "", /^ASIACONTAINER/);
  const token = state.secret();
  state.containerToken = token;
  const withToken = { ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN: token };
  assert.match((await place.ask({ env: withToken })).key ?? "", /^ASIACONTAINER/);
  const file = await home.write("token", token);
  const withFile = {
    ...env,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: state.secret(),
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
  };
  assert.match((await place.ask({ env: withFile })).key ?? "", /^ASIACONTAINER/);
});

Deno.test("a container's endpoint that refuses is said with its answer, and the machine is not asked", async () => {
  await using place = await Place.make();
  place.state.containerToken = place.state.secret();
  place.state.machineRole = "machine";
  const url = `${place.identities.url}/container/creds`;
  const env = { ...ON_EC2, AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
  assert.equal(
    (await place.ask({ env })).error,
    `ecsin: error: the container's endpoint gives no credentials
  why:  asked at ${url}
        Server responded with status: 401
        AccessDenied: the token is wrong
  next: ecsin doctor`,
  );
  assert.deepEqual(
    new Set(place.identities.asked.map(({ action }) => action)),
    new Set(["container"]),
  );
  const far = await place.ask({
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://far.example/" },
  });
  assert.match(far.error ?? "", /URL not accepted/);
  const none = await place.ask({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "nonsense" } });
  assert.match(none.error ?? "", /asked at nonsense\n {8}Invalid URL/);
  const secret = "http://user:password@127.0.0.1:2/x?token=secrettoken";
  const hidden = await place.ask({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: secret } });
  assert.match(hidden.error ?? "", /asked at http:\/\/…@127.0.0.1:2\/x\?…$/m);
  assert.doesNotMatch(hidden.error ?? "", /password|secrettoken/);
});

Deno.test("an EC2 machine's role gives credentials by IMDSv2", async () => {
  await using place = await Place.make();
  place.state.machineRole = "machine";
  assert.match((await place.ask({ env: ON_EC2 })).key ?? "", /^ASIAMACHINE/);
  assert.deepEqual(place.identities.asked.map(({ action }) => action), [
    "PUT /latest/api/token",
    "GET /latest/meta-data/iam/security-credentials/",
    "GET /latest/meta-data/iam/security-credentials/machine",
  ]);
});

Deno.test("an EC2 machine without a role, and no metadata service, are told apart", async () => {
  await using place = await Place.make();
  const why = async (env: Record<string, string | undefined>) =>
    /^ {8}(.*)\n {2}next:/m.exec((await place.ask({ env: { ...ON_EC2, ...env } })).error ?? "")
      ?.[1];
  assert.equal(await why({}), "this EC2 machine has no role");
  const nowhere = { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:2" };
  assert.equal(await why(nowhere), "no EC2 metadata service answered");
});

Deno.test("a token of the surroundings is before a default profile, but not before its role", async () => {
  await using place = await Place.make({
    credentials: "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n",
  });
  const { home, state } = place;
  const token = state.secret();
  state.webIdentityTokens.add(token);
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: await home.write("token", token), AWS_ROLE_ARN: ROLE };
  assert.match((await place.ask({ env })).key ?? "", /^ASIAEKS/);
  assert.equal((await place.ask({ env: { ...env, AWS_PROFILE: "default" } })).key, "AKIADEFAULT");
  const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place.identities.url}/container` };
  assert.equal((await place.ask({ env: container })).key, "AKIADEFAULT");
  const config = await home.write(
    "config",
    "[default]\nrole_arn = arn:aws:iam::123456789012:role/own\nsource_profile = default\n",
  );
  assert.match(
    (await place.ask({ env: { ...env, AWS_CONFIG_FILE: config } })).key ?? "",
    /^ASIAOWN/,
  );
});

Deno.test("STS that refuses without a code of its own is said in its words", async () => {
  await using place = await Place.make();
  place.state.refusals.set(
    "AssumeRoleWithWebIdentity",
    new Refused(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
  );
  const file = await place.home.write("token", place.state.secret());
  const { error = "" } = await place.ask({
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE },
  });
  assert.match(error, /was not given for the web identity token/);
  assert.match(error, /^ {8}Not authorized to perform sts:AssumeRoleWithWebIdentity$/m);
});

Deno.test("AWS_EC2_METADATA_DISABLED is on for true in any case, and for nothing else, as in AWS's CLI", async () => {
  for (const [value, isOn] of [["True", true], ["TRUE", true], ["False", false], ["1", false]]) {
    await using place = await Place.make();
    place.state.machineRole = "machine";
    const { key } = await place.ask({ env: { AWS_EC2_METADATA_DISABLED: String(value) } });
    assert.equal(key === undefined, isOn, String(value));
  }
});
