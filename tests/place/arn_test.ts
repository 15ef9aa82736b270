import assert from "node:assert/strict";
import { isWholeTaskId, nameOf, parseArn } from "../../src/place/arn.ts";

Deno.test("parseArn() takes new and old forms of every kind, in every partition", () => {
  assert.deepEqual(parseArn("arn:aws:ecs:eu-west-1:123456789012:cluster/prod"), {
    region: "eu-west-1",
    accountId: "123456789012",
    kind: "cluster",
    name: "prod",
  });
  assert.deepEqual(parseArn("arn:aws-cn:ecs:cn-north-1:123456789012:task/prod/4f2c"), {
    region: "cn-north-1",
    accountId: "123456789012",
    kind: "task",
    cluster: "prod",
    name: "4f2c",
  });
  assert.deepEqual(parseArn("arn:aws:ecs:eu-west-1:123456789012:service/web"), {
    region: "eu-west-1",
    accountId: "123456789012",
    kind: "service",
    name: "web",
  });
});

Deno.test("parseArn() does not take what only looks like an ARN", () => {
  for (const text of ["prod", "arn:aws:s3:::bucket", "arn:aws:ecs:eu-west-1:12:cluster/x", ""]) {
    assert.equal(parseArn(text), undefined);
    assert.equal(nameOf(text), text);
  }
});

Deno.test("isWholeTaskId() tells ids from prefixes", () => {
  assert.ok(isWholeTaskId("4f2c9a1b0d3e4f5a6b7c8d9e0f1a2b3c"));
  assert.ok(isWholeTaskId("1dc5c17a-422b-4dc4-b493-371970c6c4d6"));
  assert.ok(!isWholeTaskId("4f2c9a"));
  assert.ok(!isWholeTaskId("4f2c9a1b0d3e4f5a6b7c8d9e0f1a2b3X"));
});
