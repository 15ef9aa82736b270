// Roles that profiles assume: by which keys, with which arguments, with MFA, and what AWS's CLI and
// ecsin keep for each other.
import assert from "node:assert/strict";
import { Left } from "../../../src/error.ts";
import { Refused } from "../../fake_aws/identity_state.ts";
import { Place } from "./as_whom.ts";

const ROLE = "arn:aws:iam::123456789012:role";
const MFA = "arn:aws:iam::123456789012:mfa/dev";
const CONFIG = `[profile admin]
role_arn = ${ROLE}/admin
source_profile = base
external_id = ext-1
duration_seconds = 1800
role_session_name = me
region = eu-west-3
[profile plain]
role_arn = ${ROLE}/plain
source_profile = base
[profile chained]
role_arn = ${ROLE}/chained
source_profile = plain
[profile mfa]
role_arn = ${ROLE}/mfa
source_profile = base
mfa_serial = ${MFA}
[profile overmfa]
role_arn = ${ROLE}/over
source_profile = mfa
[profile environment]
role_arn = ${ROLE}/env
credential_source = Environment
[profile machine]
role_arn = ${ROLE}/ec2
credential_source = Ec2InstanceMetadata
[profile container]
role_arn = ${ROLE}/ecs
credential_source = EcsContainer
[profile nonsense]
role_arn = ${ROLE}/x
credential_source = Nonsense
[profile lost]
role_arn = ${ROLE}/x
source_profile = nobody
[profile one]
role_arn = ${ROLE}/x
source_profile = two
[profile two]
role_arn = ${ROLE}/x
source_profile = one
[profile self]
role_arn = ${ROLE}/self
source_profile = self
`;

async function made(): Promise<Place> {
  const place = await Place.make({ config: CONFIG });
  const keys = (id: string) =>
    `aws_access_key_id = ${id}\naws_secret_access_key = ${place.state.secret()}\n`;
  await place.home.write(
    ".aws/credentials",
    `[base]\n${keys("AKIABASE")}[self]\n${keys("AKIASELF")}`,
  );
  return place;
}

Deno.test("a role is assumed by its source profile's keys, with every argument of the profile", async () => {
  await using place = await made();
  const { key, ecs } = await place.ask({ awsProfile: "admin" });
  assert.match(key ?? "", /^ASIAADMIN/);
  assert.deepEqual(place.identities.asked, [{
    action: "AssumeRole",
    accessKeyId: "AKIABASE",
    region: "eu-central-1",
    input: {
      RoleArn: `${ROLE}/admin`,
      ExternalId: "ext-1",
      DurationSeconds: "1800",
      RoleSessionName: "me",
    },
  }]);
  assert.equal((await ecs?.config.credentials())?.accountId, "123456789012");
});

Deno.test("a role is assumed in the region of the call, under ecsin's name", async () => {
  await using place = await made();
  await place.ask({ awsProfile: "plain" });
  const [asked] = place.identities.asked;
  const input: Readonly<Record<string, string>> = asked?.input ?? {};
  assert.equal(asked?.region, "eu-central-1");
  assert.match(input["RoleSessionName"] ?? "", /^ecsin-\d{10}$/);
  assert.deepEqual(Object.keys(input).sort(), ["RoleArn", "RoleSessionName"]);
});

Deno.test("roles are chained, and a profile may be its own source by the keys beside its role", async () => {
  await using place = await made();
  assert.match((await place.ask({ awsProfile: "chained" })).key ?? "", /^ASIACHAINED/);
  const [first, second] = place.identities.asked;
  assert.equal(first?.accessKeyId, "AKIABASE");
  assert.match(second?.accessKeyId ?? "", /^ASIAPLAIN/);
  assert.match((await place.ask({ awsProfile: "self" })).key ?? "", /^ASIASELF/);
  assert.equal(place.identities.asked[2]?.accessKeyId, "AKIASELF");
});

Deno.test("credential_source is the environment, the EC2 machine or the container", async () => {
  await using place = await made();
  place.state.machineRole = "machine";
  const env = {
    AWS_EC2_METADATA_DISABLED: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place.identities.url}/container`,
    AWS_ACCESS_KEY_ID: "AKIAENV",
    AWS_SECRET_ACCESS_KEY: place.state.secret(),
  };
  const sourceOf = async (awsProfile: string) => {
    assert.match((await place.ask({ env, awsProfile })).key ?? "", /^ASIAE/);
    return place.identities.asked.at(-1)?.accessKeyId ?? "";
  };
  assert.equal(await sourceOf("environment"), "AKIAENV");
  assert.match(await sourceOf("machine"), /^ASIAMACHINE/);
  assert.match(await sourceOf("container"), /^ASIACONTAINER/);
});

Deno.test("a role without a usable source is said to be so, and nobody is asked", async () => {
  await using place = await made();
  const errorOf = async (awsProfile: string) => (await place.ask({ awsProfile })).error ?? "";
  assert.match(
    await errorOf("environment"),
    /its credential_source is Environment, but AWS_ACCESS_KEY_ID is not set/,
  );
  assert.match(await errorOf("nonsense"), /credential_source is "Nonsense"; AWS knows Environment/);
  assert.match(
    await errorOf("machine"),
    /its credential_source is Ec2InstanceMetadata\n {8}AWS_EC2_METADATA_DISABLED is set/,
  );
  assert.match(await errorOf("container"), /AWS_CONTAINER_CREDENTIALS_… is not set/);
  assert.match(
    await errorOf("lost"),
    /AWS profile "lost" gives no credentials\n.*\n {8}its source_profile is "nobody", and there is no such/,
  );
  assert.equal(
    await errorOf("one"),
    `ecsin: error: AWS profile "one" has itself as its source_profile in the end
  why:  "one" → "two" → "one"
  next: aws configure set source_profile NAME --profile one`,
  );
  assert.deepEqual(place.identities.asked, []);
});

Deno.test("a role that STS does not give, and keys that STS does not know, are told apart", async () => {
  await using place = await made();
  const refuse = (code: string, message: string) =>
    place.state.refusals.set("AssumeRole", new Refused(403, code, message));
  const ask = async () =>
    (await place.ask({ awsProfile: "plain" })).error?.replace(/request [0-9a-f-]+/, "request ID");
  const words = `User: arn:aws:iam::123456789012:user/dev is not authorized to perform: ` +
    `sts:AssumeRole on resource: ${ROLE}/plain`;
  refuse("AccessDenied", words);
  assert.equal(
    await ask(),
    `ecsin: error: AWS profile "plain" may not assume ${ROLE}/plain
  why:  requested with AWS profile "base" (source_profile of "plain")
        ${words}
  next: aws sts get-caller-identity --region eu-central-1 --profile base
  aws:  AccessDenied (request ID)`,
  );
  refuse("InvalidClientTokenId", "The security token included in the request is invalid.");
  const unknown = await ask();
  assert.match(unknown ?? "", /^ecsin: error: AWS does not know these credentials$/m);
  assert.match(unknown ?? "", /AWS profile "base" \(source_profile of "plain"\): wrong, deleted/);
  refuse("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration");
  assert.match(
    await ask() ?? "",
    /could not be assumed\n.*\n {8}The requested DurationSeconds exceeds/,
  );
  const env = { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:2" };
  const { error } = await place.ask({ awsProfile: "plain", env });
  assert.match(error ?? "", /^ecsin: error: could not reach STS in eu-central-1$/m);
});

Deno.test("an MFA code is asked for, three times at most, and before the first call", async () => {
  await using place = await made();
  place.state.mfaCode = "123456";
  const asked: unknown[] = [];
  const answers = ["12345", "000000", "123456"];
  const askMfaCode = (...question: unknown[]) => {
    asked.push(question, place.aws.api.count());
    return Promise.resolve(answers.shift());
  };
  assert.match((await place.ask({ awsProfile: "mfa", askMfaCode })).key ?? "", /^ASIAMFA/);
  assert.deepEqual(asked, [
    [MFA, undefined],
    0,
    [MFA, "a code has six digits"],
    0,
    [MFA, "AWS did not accept this code; each code works once"],
    0,
  ]);
  assert.equal(place.identities.asked.length, 2);
  assert.equal(place.identities.asked[1]?.input["SerialNumber"], MFA);
});

Deno.test("three wrong codes, no one to ask, and a person who leaves end without a call", async () => {
  await using place = await made();
  place.state.mfaCode = "123456";
  const wrong = await place.ask({
    awsProfile: "mfa",
    askMfaCode: () => Promise.resolve("999999"),
  });
  assert.equal(
    wrong.error,
    `ecsin: error: none of 3 codes was accepted for ${MFA}
  why:  each code works once: after one that was used, wait for the next
  next: aws iam list-mfa-devices --region eu-central-1 --profile mfa`,
  );
  assert.equal(place.identities.asked.length, 3);
  const nobody =
    `ecsin: error: AWS profile "mfa" needs a code of ${MFA}, and nobody can be asked for it
  why:  there is no terminal to ask on, or a session has it already
        a code that AWS's CLI asked for serves ecsin too, until the role's credentials expire
  next: aws sts get-caller-identity --region eu-central-1 --profile mfa`;
  assert.equal((await place.ask({ awsProfile: "mfa" })).error, nobody);
  const askMfaCode = () => Promise.resolve(undefined);
  assert.equal((await place.ask({ awsProfile: "mfa", askMfaCode })).error, nobody);
  assert.equal((await place.ask({ awsProfile: "overmfa" })).error, nobody);
  const leave = () => Promise.reject(new Left());
  await assert.rejects(place.ask({ awsProfile: "mfa", askMfaCode: leave }), Left);
  assert.equal(place.aws.api.count(), 0);
});

Deno.test("a device that STS does not know is said at once, not asked for again", async () => {
  await using place = await made();
  place.state.refusals.set(
    "AssumeRole",
    new Refused(
      403,
      "AccessDenied",
      "MultiFactorAuthentication failed, unable to validate MFA code.",
    ),
  );
  let asked = 0;
  const askMfaCode = () => Promise.resolve(String(100_000 + asked++));
  const { error } = await place.ask({ awsProfile: "mfa", askMfaCode });
  assert.match(error ?? "", /may not assume .*\n.*\n {8}MultiFactorAuthentication failed, unable/);
  assert.equal(asked, 1);
});

Deno.test("one MFA answer serves later calls, and later roles, until it is about to expire", async () => {
  await using place = await made();
  const { state } = place;
  state.mfaCode = "123456";
  const askMfaCode = () => Promise.resolve("123456");
  const { key } = await place.ask({ awsProfile: "mfa", askMfaCode });
  assert.equal((await place.ask({ awsProfile: "mfa" })).key, key);
  assert.match((await place.ask({ awsProfile: "overmfa" })).key ?? "", /^ASIAOVER/);
  assert.equal(place.identities.asked.at(-1)?.accessKeyId, key);
  await Deno.remove(`${place.home.path}/.aws/cli/cache`, { recursive: true });
  state.lifetimeMs = 4 * 60_000;
  state.mfaCode = "654321";
  await place.ask({ awsProfile: "mfa", askMfaCode: () => Promise.resolve("654321") });
  assert.match((await place.ask({ awsProfile: "mfa" })).error ?? "", /nobody can be asked for it/);
});

Deno.test("nobody is asked for a code once the call is under way: what is there is used to its end", async () => {
  await using place = await made();
  place.state.mfaCode = "123456";
  place.state.lifetimeMs = 4 * 60_000;
  let asked = 0;
  const askMfaCode = () => Promise.resolve(asked++ === 0 ? "123456" : "654321");
  const { key, ecs } = await place.ask({ awsProfile: "mfa", askMfaCode });
  place.state.mfaCode = "654321";
  assert.equal((await ecs?.config.credentials())?.accessKeyId, key);
  assert.equal(asked, 1);
});
