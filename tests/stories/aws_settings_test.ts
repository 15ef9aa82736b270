// AWS's settings of the way: proxies, certificates, endpoints, tries. Each works, or is said not to.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { makeCertificates, startProxy, startTlsFront } from "../fake_aws/tls_front.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { type Ran, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { needs } from "../needs.ts";

const CLUSTERS = ["list", "clusters", "-o", "tsv"];
/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:2";

const world = () => buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });

/** ecsin with the keys that the fake AWS takes, and these settings. */
async function listWith(
  aws: FakeAws,
  env: Readonly<Record<string, string | undefined>>,
  { home, args = CLUSTERS }: { readonly home?: Home; readonly args?: readonly string[] } = {},
): Promise<Ran> {
  return await runEcsin(args, { ...(home ? { home } : {}), env: { ...aws.env, ...env } });
}

function assertListed({ code, stdout, stderr }: Ran): void {
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^prod\t/m);
}

Deno.test(
  needs("AWS_CA_BUNDLE is trusted by ecsin's calls and by the SDK's", "openssl"),
  async () => {
    await using aws = startFakeAws(world());
    await using home = await Home.make();
    const certificates = await makeCertificates(home.path, ["127.0.0.1"]);
    await using front = startTlsFront(aws.url, certificates);
    const url = `https://127.0.0.1:${front.port}`;
    const refused = await listWith(aws, { AWS_ENDPOINT_URL: url });
    assert.equal(refused.code, 255);
    assert.match(refused.stderr, /^ecsin: error: could not reach ECS in eu-central-1\n/);
    assert.match(refused.stderr, /certificate.*\n {2}next: export AWS_CA_BUNDLE=FILE\.pem\n/);
    const env = { AWS_ENDPOINT_URL: url, AWS_CA_BUNDLE: certificates.caFile };
    assertListed(await listWith(aws, env));
    // The doctor asks IAM, by the SDK.
    const args = ["doctor", "--cluster", "prod", "--service", "web", "-o", "json"];
    const doctor = await listWith(aws, env, { args });
    assert.match(doctor.stdout, /in account 123456789012/);
    assert.match(doctor.stdout, /https:\/\/127\.0\.0\.1:\d+ answers/);
    assert.ok(aws.api.calls.some(({ service, outcome }) => service === "iam" && outcome === "ok"));
  },
);

Deno.test(needs("ca_bundle of the AWS profile works like AWS_CA_BUNDLE", "openssl"), async () => {
  await using aws = startFakeAws(world());
  await using home = await Home.make();
  const certificates = await makeCertificates(home.path, ["127.0.0.1"]);
  await using front = startTlsFront(aws.url, certificates);
  await home.write(
    ".aws/config",
    `[profile corp]\nca_bundle = ${certificates.caFile}\nregion = eu-central-1\n`,
  );
  await home.write(
    ".aws/credentials",
    "[corp]\naws_access_key_id = AKIACORP\naws_secret_access_key = x\n",
  );
  const env = {
    AWS_ENDPOINT_URL: `https://127.0.0.1:${front.port}`,
    AWS_PROFILE: "corp",
    AWS_REGION: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  };
  assertListed(await listWith(aws, env, { home }));
  assert.equal(aws.api.calls[0]?.accessKeyId, "AKIACORP");
});

Deno.test("a CA bundle that cannot be used is named", async () => {
  await using aws = startFakeAws(world());
  const { code, stderr } = await listWith(aws, { AWS_CA_BUNDLE: "/nonexistent.pem" });
  assert.equal(code, 253);
  assert.match(stderr, /^ecsin: error: the certificates in "\/nonexistent\.pem" cannot be used\n/);
});

Deno.test(
  needs("HTTPS_PROXY leads to AWS's own endpoints, as FIPS and dual stack have them", "openssl"),
  async () => {
    await using aws = startFakeAws(world());
    await using home = await Home.make();
    const hosts = [
      "ecs.eu-central-1.amazonaws.com",
      "ecs-fips.us-east-1.amazonaws.com",
      "ecs.eu-central-1.api.aws",
      "ecs.cn-north-1.amazonaws.com.cn",
    ];
    const certificates = await makeCertificates(home.path, hosts);
    await using front = startTlsFront(aws.url, certificates);
    await using proxy = startProxy(front.port);
    const env = {
      AWS_ENDPOINT_URL: undefined,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      AWS_CA_BUNDLE: certificates.caFile,
    };
    assertListed(await listWith(aws, env));
    assertListed(
      await listWith(aws, {
        ...env,
        AWS_REGION: "us-east-1",
        AWS_USE_FIPS_ENDPOINT: "true",
      }),
    );
    assertListed(await listWith(aws, { ...env, AWS_USE_DUALSTACK_ENDPOINT: "true" }));
    assertListed(await listWith(aws, { ...env, AWS_REGION: "cn-north-1" }));
    assert.deepEqual([...new Set(proxy.asked)], hosts.map((host) => `${host}:443`));
  },
);

Deno.test(needs("NO_PROXY goes past the proxy", "openssl"), async () => {
  await using aws = startFakeAws(world());
  await using home = await Home.make();
  const certificates = await makeCertificates(home.path, ["127.0.0.1"]);
  await using front = startTlsFront(aws.url, certificates);
  await using proxy = startProxy(front.port);
  const env = {
    AWS_ENDPOINT_URL: `https://127.0.0.1:${front.port}`,
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    AWS_CA_BUNDLE: certificates.caFile,
  };
  assertListed(await listWith(aws, env));
  const before = proxy.asked.length;
  assert.ok(before > 0);
  assertListed(await listWith(aws, { ...env, NO_PROXY: "127.0.0.1" }));
  assert.equal(proxy.asked.length, before);
});

Deno.test("AWS_ENDPOINT_URL_ECS goes over AWS_ENDPOINT_URL, the environment over the files", async () => {
  await using aws = startFakeAws(world());
  await using home = await Home.make();
  await home.write(
    ".aws/config",
    `[default]\nendpoint_url = ${NOWHERE}\nservices = local\n` +
      `[services local]\necs =\n  endpoint_url = ${aws.url}\n`,
  );
  const once = { AWS_MAX_ATTEMPTS: "1" };
  assertListed(
    await listWith(aws, { ...once, AWS_ENDPOINT_URL: NOWHERE, AWS_ENDPOINT_URL_ECS: aws.url }),
  );
  assertListed(await listWith(aws, { ...once, AWS_ENDPOINT_URL: undefined }, { home }));
  const elsewhere = { ...once, AWS_ENDPOINT_URL: NOWHERE };
  assert.equal((await listWith(aws, elsewhere, { home })).code, 255);
  const flag = [...CLUSTERS, "--endpoint-url", aws.url];
  assertListed(await listWith(aws, elsewhere, { home, args: flag }));
});

Deno.test("AWS_ENDPOINT_URL_STS, _IAM and _SSM lead those calls elsewhere than ECS's", async () => {
  await using aws = startFakeAws(world());
  await using others = startFakeAws(world());
  const env = {
    AWS_ENDPOINT_URL: NOWHERE,
    AWS_ENDPOINT_URL_ECS: aws.url,
    AWS_ENDPOINT_URL_STS: others.url,
    AWS_ENDPOINT_URL_IAM: others.url,
    AWS_ENDPOINT_URL_SSM: others.url,
  };
  const target = ["--cluster", "prod", "--service", "web"];
  const doctor = await listWith(aws, env, { args: ["doctor", ...target, "-o", "json"] });
  assert.match(doctor.stdout, /in account 123456789012/);
  // A session that was cut is asked for again at SSM, which here knows nothing of it.
  aws.channel.cut = { direction: "toClient", nth: [1], closeFrame: true };
  const args = ["exec", ...target, "--", "sleep", "1000"];
  assert.equal((await listWith(aws, env, { args })).code, 255);
  const asked = (fake: FakeAws) => new Set(fake.api.calls.map(({ service }) => service));
  assert.deepEqual(asked(aws), new Set(["ecs"]));
  assert.deepEqual(asked(others), new Set(["sts", "iam", "ssm"]));
});

Deno.test("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS leaves them all aside, but not the flag", async () => {
  await using aws = startFakeAws(world());
  await using proxy = startProxy(2);
  const env = {
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    AWS_MAX_ATTEMPTS: "1",
  };
  assert.equal((await listWith(aws, env)).code, 255);
  assert.deepEqual(proxy.asked, ["ecs.eu-central-1.amazonaws.com:443"]);
  assertListed(await listWith(aws, env, { args: [...CLUSTERS, "--endpoint-url", aws.url] }));
});

Deno.test("a configured endpoint and FIPS contradict each other, and that is said", async () => {
  await using aws = startFakeAws(world());
  const { code, stderr } = await listWith(aws, { AWS_USE_FIPS_ENDPOINT: "true" });
  assert.equal(code, 253);
  assert.match(
    stderr,
    /^ecsin: error: the ECS endpoint http:\/\/127\.0\.0\.1:\d+ cannot be used with these/,
  );
  assert.match(stderr, /why: {2}.*FIPS and custom endpoint are not supported/);
});

Deno.test("AWS_MAX_ATTEMPTS and max_attempts are how often a call is tried", async () => {
  await using aws = startFakeAws(world());
  await using home = await Home.make();
  await home.write(".aws/config", "[default]\nmax_attempts = 3\n");
  aws.faults.failAlways.set("ListClusters", new ApiError("ServerException", "down", 500));
  for (const [env, tries] of [[{ AWS_MAX_ATTEMPTS: "2" }, 2], [{}, 3]] as const) {
    aws.api.calls.length = 0;
    const { code } = await listWith(aws, env, { home });
    assert.deepEqual([code, aws.api.count("ListClusters")], [254, tries]);
  }
});

Deno.test("AWS_RETRY_MODE other than standard is said not to be there", async () => {
  await using aws = startFakeAws(world());
  const { code, stderr } = await listWith(aws, { AWS_RETRY_MODE: "adaptive" });
  assert.deepEqual([code, stderr], [
    0,
    'ecsin: AWS_RETRY_MODE is "adaptive", which ecsin does not have: "standard" is used\n',
  ]);
  assertListed(await listWith(aws, { AWS_RETRY_MODE: "standard" }));
});

Deno.test("a setting that cannot be understood is named", async () => {
  await using aws = startFakeAws(world());
  for (
    const [name, value] of [
      ["AWS_USE_FIPS_ENDPOINT", "yes"],
      ["AWS_USE_DUALSTACK_ENDPOINT", "1"],
      ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "on"],
      ["AWS_MAX_ATTEMPTS", "many"],
    ] as const
  ) {
    const { code, stderr } = await listWith(aws, { [name]: value });
    assert.equal(code, 253);
    assert.ok(stderr.startsWith(`ecsin: error: ${name} is "${value}"\n`), stderr);
  }
});
