// Keys that stand somewhere: in the environment and in AWS's files; and what is said when those
// files are missing or say nothing.
import assert from "node:assert/strict";
import { Place } from "./as_whom.ts";

const keysIn = (id: string, place: Place, token = "") =>
  `aws_access_key_id = ${id}\naws_secret_access_key = ${place.state.secret()}\n` +
  (token === "" ? "" : `aws_session_token = ${token}\n`);

Deno.test("keys of the environment, of the credentials file and of the config file are used", async () => {
  await using place = await Place.make();
  const { home, state } = place;
  await home.write(
    ".aws/credentials",
    `[default]\n${keysIn("AKIADEFAULT", place)}[dev]\n${keysIn("AKIADEV", place, state.secret())}`,
  );
  await home.write(".aws/config", `[profile conf]\n${keysIn("AKIACONF", place)}`);
  const env = { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: state.secret() };
  assert.equal((await place.ask({ env })).key, "AKIAENV");
  assert.equal((await place.ask()).key, "AKIADEFAULT");
  assert.equal((await place.ask({ awsProfile: "dev" })).key, "AKIADEV");
  assert.equal((await place.ask({ env, awsProfile: "conf" })).key, "AKIACONF");
  assert.equal((await place.ask({ env: { AWS_PROFILE: "conf" } })).key, "AKIACONF");
  assert.equal((await place.ask({ env: { AWS_DEFAULT_PROFILE: "dev" } })).key, "AKIADEV");
  const both = { AWS_PROFILE: "dev", AWS_DEFAULT_PROFILE: "conf" };
  assert.equal((await place.ask({ env: both })).key, "AKIADEV");
});

Deno.test("AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name other files", async () => {
  await using place = await Place.make({ credentials: "[dev]\n", config: "[default]\n" });
  const { home } = place;
  const credentials = await home.write("other/keys", `[dev]\n${keysIn("AKIAOTHERKEYS", place)}`);
  const config = await home.write("other/conf", `[profile conf]\n${keysIn("AKIAOTHER", place)}`);
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  assert.equal((await place.ask({ env, awsProfile: "dev" })).key, "AKIAOTHERKEYS");
  assert.equal((await place.ask({ env, awsProfile: "conf" })).key, "AKIAOTHER");
});

Deno.test("a profile that is in no file is said with the files that were read", async () => {
  await using place = await Place.make({ config: "[sso-session x]\n" });
  await place.home.write(".aws/credentials", `[dev]\n${keysIn("AKIADEV", place)}`);
  const { error } = await place.ask({ awsProfile: "prod" });
  assert.equal(
    error,
    `ecsin: error: there is no AWS profile "prod"
  why:  asked for by --aws-profile
        ~/.aws/config: holds no profile
        ~/.aws/credentials: has no profile "prod"
  next: aws configure list-profiles
        aws configure --profile prod`,
  );
  assert.equal(place.aws.api.count(), 0);
});

Deno.test("files that are not there, or cannot be read, are said to be so", async () => {
  await using place = await Place.make();
  const env = { AWS_CONFIG_FILE: "/nowhere/config", AWS_SHARED_CREDENTIALS_FILE: place.home.path };
  const { error = "" } = await place.ask({ env: { ...env, AWS_PROFILE: "prod" } });
  assert.match(error, /^ {2}why: {2}asked for by AWS_PROFILE$/m);
  assert.match(error, /^ {8}\/nowhere\/config: is not there$/m);
  assert.match(error, /^ {8}~: is no plain file$/m);
});

Deno.test("a profile with half of what it needs is told which half", async () => {
  await using place = await Place.make({
    config: "[profile region]\nregion = eu-west-1\n" +
      "[profile half]\naws_access_key_id = AKIAHALF\n" +
      "[profile other]\naws_secret_access_key = x\n" +
      "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/admin\n" +
      "[profile both]\nrole_arn = arn:aws:iam::123456789012:role/admin\n" +
      "source_profile = half\ncredential_source = Environment\n",
  });
  const why = async (awsProfile: string) =>
    /^ {2}why: {2}asked for by --aws-profile\n {8}(.*)$/m
      .exec((await place.ask({ awsProfile })).error ?? "")?.[1];
  assert.equal(await why("region"), "it says nothing of credentials");
  assert.equal(
    await why("half"),
    "the config file has its aws_access_key_id, but no aws_secret_access_key",
  );
  assert.equal(await why("other"), "it has aws_secret_access_key, but no aws_access_key_id");
  assert.equal(
    await why("role"),
    "it has role_arn, but neither source_profile, credential_source nor web_identity_token_file",
  );
  assert.equal(
    await why("both"),
    "it has both source_profile and credential_source: AWS takes one of them",
  );
});

Deno.test("a named profile never falls back to the machine, the container or the environment", async () => {
  await using place = await Place.make({ config: "[profile bare]\nregion = eu-west-1\n" });
  place.state.machineRole = "machine";
  const env = {
    AWS_EC2_METADATA_DISABLED: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place.identities.url}/container`,
    AWS_ACCESS_KEY_ID: "AKIAENV",
    AWS_SECRET_ACCESS_KEY: place.state.secret(),
  };
  const { error = "" } = await place.ask({ env, awsProfile: "bare" });
  assert.match(error, /^ecsin: error: AWS profile "bare" gives no credentials$/m);
  assert.deepEqual(place.identities.asked, []);
  assert.equal(place.aws.api.count(), 0);
});

Deno.test("with nothing at all, it is said what was looked for", async () => {
  await using place = await Place.make();
  assert.equal(
    (await place.ask({ env: { AWS_SECRET_ACCESS_KEY: place.state.secret() } })).error,
    `ecsin: error: no AWS credentials were found
  why:  AWS_SECRET_ACCESS_KEY is set, but no AWS_ACCESS_KEY_ID
        neither keys in the environment, nor an AWS profile, nor a role of this machine
        AWS_EC2_METADATA_DISABLED is set
  next: export AWS_PROFILE=NAME
        aws configure sso`,
  );
});

Deno.test("a key id without its secret is refused, as AWS's CLI refuses it, whatever else there is", async () => {
  await using place = await Place.make();
  await place.home.write(".aws/credentials", `[default]\n${keysIn("AKIADEFAULT", place)}`);
  assert.equal(
    (await place.ask({ env: { AWS_ACCESS_KEY_ID: "AKIAENV" } })).error,
    `ecsin: error: AWS_ACCESS_KEY_ID is set, but no AWS_SECRET_ACCESS_KEY
  why:  keys come in pairs; AWS's CLI refuses one alone, too
  next: unset AWS_ACCESS_KEY_ID
        export AWS_SECRET_ACCESS_KEY=KEY`,
  );
});
