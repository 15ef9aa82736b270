// GetCallerIdentity without the SDK answers and fails as the SDK's client does.
import assert from "node:assert/strict";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { chooseIdentity } from "../../src/aws/credentials/identity.ts";
import { clientConfig, openSdk } from "../../src/aws/credentials/sdk.ts";
import { getCallerIdentity } from "../../src/aws/sts.ts";
import { EcsinError } from "../../src/error.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";

const FILES = { AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" };

async function opened(env: Readonly<Record<string, string>>) {
  const read = (name: string) => ({ ...FILES, ...env })[name];
  const identity = chooseIdentity({ flags: {} }, read);
  return { identity, config: await openSdk(identity, read, () => {}, undefined) };
}

Deno.test("getCallerIdentity() says who the keys belong to, as the SDK does", async () => {
  await using aws = startFakeAws();
  const { identity, config } = await opened(aws.env);
  const client = new STSClient(await clientConfig(config, "STS"));
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  assert.match(Arn ?? "", /:user\/AKIAIOSFODNN7EXAMPLE$/);
  const caller = await getCallerIdentity(config, identity, () => {});
  assert.deepEqual(caller, { accountId: Account, arn: Arn });
  const [theirs, ours] = aws.api.calls;
  assert.deepEqual(
    [ours?.service, ours?.action, ours?.input],
    [theirs?.service, theirs?.action, theirs?.input],
  );
});

Deno.test("getCallerIdentity() is refused in AWS's words", async () => {
  await using aws = startFakeAws();
  aws.faults.denied.add("sts:GetCallerIdentity");
  const { identity, config } = await opened(aws.env);
  const error = await getCallerIdentity(config, identity, () => {}).catch((error) => error);
  assert.ok(error instanceof EcsinError);
  assert.equal(error.failure.id, "access-denied");
  assert.match(String(error.failure.why), /is not authorized to perform: sts:GetCallerIdentity/);
  assert.match(error.failure.aws?.requestId ?? "", /^[0-9a-f-]{36}$/);
});
