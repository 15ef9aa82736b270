// Where the session client is sent by the endpoint that ECS is asked at.
import assert from "node:assert/strict";
import { Ecs } from "../../src/aws/ecs.ts";
import { chooseIdentity } from "../../src/aws/credentials/identity.ts";

async function opened(env: Readonly<Record<string, string>>): Promise<Ecs> {
  const keys = { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s", HOME: "/nonexistent" };
  const read = (name: string) => ({ ...keys, AWS_REGION: "eu-central-1", ...env })[name];
  return await Ecs.open(chooseIdentity({ flags: {} }, read), read, () => {});
}

Deno.test("Ecs.ssmEndpoint() follows the region, FIPS and partition, and what is configured for SSM", async () => {
  for (
    const [env, ecs, ssm] of [
      [{}, "https://ecs.eu-central-1.amazonaws.com", "https://ssm.eu-central-1.amazonaws.com"],
      [
        { AWS_REGION: "cn-north-1" },
        "https://ecs.cn-north-1.amazonaws.com.cn",
        "https://ssm.cn-north-1.amazonaws.com.cn",
      ],
      [
        { AWS_REGION: "us-east-1", AWS_USE_FIPS_ENDPOINT: "true" },
        "https://ecs-fips.us-east-1.amazonaws.com",
        "https://ssm-fips.us-east-1.amazonaws.com",
      ],
      [{ AWS_ENDPOINT_URL: "http://x.example" }, "http://x.example", "http://x.example"],
      [
        { AWS_ENDPOINT_URL_ECS: "http://ecs.example" },
        "http://ecs.example",
        "https://ssm.eu-central-1.amazonaws.com",
      ],
      [
        { AWS_ENDPOINT_URL_SSM: "http://s.example" },
        "https://ecs.eu-central-1.amazonaws.com",
        "http://s.example",
      ],
    ] as const
  ) {
    const client = await opened(env);
    assert.deepEqual([client.endpoint, await client.ssmEndpoint()], [ecs, ssm]);
  }
});
