// ECS's URLs are those of the SDK's rules, in every region that it knows.
import assert from "node:assert/strict";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ecsEndpoint } from "../../../src/aws/api/endpoint.ts";
import { settingsOf } from "../../../src/aws/credentials/settings.ts";
import { parseFiles } from "../../../src/aws/credentials/shared_files.ts";

const REGIONS = [
  ...["us-east-1", "eu-central-2", "ap-southeast-7", "sa-west-1", "ca-west-1", "me-west-1"],
  ...["af-south-1", "il-central-1", "mx-central-1", "cn-north-1", "us-gov-west-1"],
  ...["us-iso-east-1", "us-isob-west-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1"],
];
const NO_FILES = parseFiles([{ path: "x" }, { path: "y" }]);

function settingsWith(env: Readonly<Record<string, string>>) {
  const identity = { source: { kind: "chain" }, remarks: [], flags: [] } as const;
  return settingsOf(identity, (name) => env[name], NO_FILES);
}

Deno.test("ecsEndpoint() is the SDK's, in every partition, also with FIPS and dual stack", async () => {
  const { config } = new ECSClient({ region: "us-east-1" });
  for (const region of REGIONS) {
    for (
      const [env, UseFIPS, UseDualStack] of [
        [{}, false, false],
        [{ AWS_USE_FIPS_ENDPOINT: "true" }, true, false],
        [{ AWS_USE_DUALSTACK_ENDPOINT: "TRUE" }, false, true],
      ] as const
    ) {
      const { url } = config.endpointProvider({ Region: region, UseFIPS, UseDualStack });
      assert.equal(`${await ecsEndpoint(region, settingsWith(env))}/`, url.href);
    }
  }
});
