import assert from "node:assert/strict";
import {
  chooseIdentity,
  describeSource,
  type IdentityRequest,
} from "../../../src/aws/credentials/identity.ts";
import { settingsOf } from "../../../src/aws/credentials/settings.ts";
import { parseFiles } from "../../../src/aws/credentials/shared_files.ts";
import { EcsinError } from "../../../src/error.ts";

function choose(request: Partial<IdentityRequest>, env: Record<string, string> = {}) {
  return chooseIdentity({ flags: {}, ...request }, (name) => env[name] || undefined);
}
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-of-the-test" };

Deno.test("chooseIdentity() takes the default chain when nothing is said", () => {
  const identity = choose({});
  assert.deepEqual(identity, { source: { kind: "chain" }, remarks: [], flags: [] });
});

Deno.test("chooseIdentity() lets the ecsin profile's awsProfile beat an ambient AWS_PROFILE, and says so", () => {
  const identity = choose({ saved: { name: "prod-web", awsProfile: "prod" } }, {
    AWS_PROFILE: "dev",
  });
  assert.deepEqual(identity.source, {
    kind: "awsProfile",
    awsProfile: "prod",
    from: 'profile "prod-web"',
  });
  assert.deepEqual(identity.remarks, [
    'AWS profile "prod" (profile "prod-web") is used, not AWS_PROFILE=dev',
  ]);
  assert.deepEqual(identity.flags, [["--aws-profile", "prod"]]);
});

Deno.test("chooseIdentity() does not let static keys beat a named AWS profile silently", () => {
  const identity = choose({ flags: { awsProfile: "prod" } }, { ...KEYS, AWS_PROFILE: "dev" });
  assert.equal(describeSource(identity.source), 'AWS profile "prod" (--aws-profile)');
  assert.deepEqual(identity.remarks, [
    'AWS profile "prod" (--aws-profile) is used, not the keys in AWS_ACCESS_KEY_ID and AWS_PROFILE=dev',
  ]);
});

Deno.test("chooseIdentity() prefers keys to AWS_PROFILE as AWS's CLI does, and says so", () => {
  const identity = choose({}, { ...KEYS, AWS_PROFILE: "dev" });
  assert.deepEqual(identity.source, { kind: "keys", accessKeyId: "AKIDEXAMPLE" });
  assert.deepEqual(identity.remarks, [
    "the keys in AWS_ACCESS_KEY_ID are used, not AWS_PROFILE=dev " +
    "(as AWS's CLI does; to use the profile: --aws-profile dev)",
  ]);
});

Deno.test("chooseIdentity() says nothing when nothing competes", () => {
  assert.deepEqual(
    choose({ saved: { name: "x", awsProfile: "dev" } }, { AWS_PROFILE: "dev" })
      .remarks,
    [],
  );
  assert.deepEqual(choose({}, KEYS).remarks, []);
  assert.deepEqual(choose({}, { AWS_PROFILE: "dev" }).remarks, []);
});

Deno.test("chooseIdentity() takes the region from flag, profile, AWS_REGION, AWS_DEFAULT_REGION in this order", () => {
  const env = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-2" };
  const saved = { name: "x", region: "eu-west-1" };
  assert.equal(choose({ flags: { region: "eu-west-2" }, saved }, env).region, "eu-west-2");
  assert.equal(choose({ saved }, env).region, "eu-west-1");
  assert.equal(choose({}, env).region, "us-east-1");
  assert.equal(choose({}, { AWS_DEFAULT_REGION: "us-east-2" }).region, "us-east-2");
  assert.equal(choose({}).region, undefined);
});

Deno.test("chooseIdentity() refuses what is no region: exit 2 for the flag, 253 for the environment", () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof EcsinError) return error.exitCode;
    }
    return undefined;
  };
  assert.equal(code(() => choose({ flags: { region: "Frankfurt" } })), 2);
  assert.equal(code(() => choose({}, { AWS_REGION: "evil.example/x" })), 253);
  for (const region of ["eu-central-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1"]) {
    assert.equal(choose({ flags: { region } }).region, region);
  }
});

Deno.test("chooseIdentity() holds no secret", () => {
  assert.ok(!JSON.stringify(choose({}, KEYS)).includes("secret-of-the-test"));
});

Deno.test("chooseIdentity() says what won where AWS's tools differ", () => {
  const both = { AWS_PROFILE: "a", AWS_DEFAULT_PROFILE: "b" };
  assert.deepEqual(choose({}, both).remarks, ["AWS_PROFILE=a is used, not AWS_DEFAULT_PROFILE=b"]);
  assert.deepEqual(choose({}, { ...both, AWS_DEFAULT_PROFILE: "a" }).remarks, []);
  const old = { BOTO_CONFIG: "/etc/boto.cfg" };
  assert.deepEqual(choose({}, old).remarks, [
    "BOTO_CONFIG is set, which AWS's CLI may take keys from; ecsin does not read it",
  ]);
  assert.deepEqual(choose({}, { ...old, AWS_PROFILE: "a" }).remarks, []);
  assert.deepEqual(choose({}, { AWS_PROFILE: "a", AWS_WEB_IDENTITY_TOKEN_FILE: "/t" }).remarks, [
    'AWS profile "a" (AWS_PROFILE) is used, not the role of AWS_WEB_IDENTITY_TOKEN_FILE, which ' +
    "AWS's CLI would take",
  ]);
  const regions = { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" };
  assert.deepEqual(choose({}, regions).remarks, [
    "region eu-west-1 (AWS_REGION) is used, not AWS_DEFAULT_REGION=eu-west-2",
  ]);
  assert.deepEqual(choose({ flags: { region: "eu-west-3" } }, regions).remarks, []);
});

Deno.test("chooseIdentity() refuses an endpoint that cannot be asked, and never repeats it", () => {
  const wordsOf = (endpointUrl: string) => {
    try {
      choose({ flags: { endpointUrl } });
    } catch (error) {
      if (error instanceof EcsinError) return JSON.stringify(error.failure);
    }
    return undefined;
  };
  for (
    const url of [
      ...["localhost:4566", "http://", "ftp://x", "http://me:hunter22@aws.example", "http://x y"],
      ...[
        "https://x/?a",
        "https://x/#a",
        "http://x\\y",
        "'http://x'",
        "http://[",
        "http://x:99999",
      ],
    ]
  ) {
    const words = wordsOf(url);
    assert.match(words ?? "", /"endpoint-malformed".*--endpoint-url is not a usable URL/, url);
    assert.doesNotMatch(words ?? "", /hunter22/);
  }
  for (const url of ["http://127.0.0.1:4566", "https://aws.example/base/", "http://[::1]:1"]) {
    assert.equal(wordsOf(url), undefined, url);
  }
});

Deno.test("settingsOf() has eight tries where nothing else is said, and ~ is the home folder", () => {
  const settings = (text: string) =>
    settingsOf(
      chooseIdentity({ flags: {} }, () => undefined),
      (name) => name === "HOME" ? "/home/me" : undefined,
      parseFiles([
        { path: "config", bytes: new TextEncoder().encode(text) },
        { path: "credentials" },
      ]),
    );
  assert.equal(settings("").maxAttempts, 8);
  assert.equal(settings("[default]\nmax_attempts = 2\n").maxAttempts, 2);
  assert.equal(settings("[default]\nca_bundle = ~/ca.pem\n").caBundle, "/home/me/ca.pem");
});

Deno.test("a file of AWS's that may not be read counts as empty, and is said", () => {
  const files = parseFiles([
    { path: "/home/me/.aws/config", isThere: true, unreadable: "PermissionDenied" },
    { path: "credentials" },
  ]);
  assert.equal(files.profiles.size, 0);
  const { remarks } = settingsOf(
    chooseIdentity({ flags: {} }, () => undefined),
    () => undefined,
    files,
  );
  assert.match(remarks.join(), /\/home\/me\/\.aws\/config .*PermissionDenied/);
});

Deno.test("keys of the environment go with the settings of AWS_PROFILE's profile", () => {
  const env = {
    AWS_ACCESS_KEY_ID: "AKIAENV",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_PROFILE: "a",
  };
  const identity = chooseIdentity(
    { flags: {} },
    (name) => Object.entries(env).find(([each]) => each === name)?.[1],
  );
  const text = "[default]\nregion = us-east-1\n[profile a]\nregion = eu-west-3\n";
  const files = parseFiles([
    { path: "config", bytes: new TextEncoder().encode(text) },
    { path: "credentials" },
  ]);
  assert.equal(settingsOf(identity, () => undefined, files).region, "eu-west-3");
});
