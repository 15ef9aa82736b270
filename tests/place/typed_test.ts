import assert from "node:assert/strict";
import { parseTypedPlace } from "../../src/place/typed.ts";

const ID = "4f2c9a1b4f2c9a1b4f2c9a1b4f2c9a1b";

Deno.test("parseTypedPlace() takes cluster, service, task and container from one word", () => {
  const cases: Readonly<Record<string, object>> = {
    "prod/web": { cluster: "prod", service: "web" },
    "prod/web/app": { cluster: "prod", service: "web", container: "app" },
    [`prod/web/${ID}`]: { cluster: "prod", service: "web", task: ID },
    "prod/web/4f2c9a1b/app": {
      cluster: "prod",
      service: "web",
      task: "4f2c9a1b",
      container: "app",
    },
    "arn:aws:ecs:eu-west-1:123456789012:cluster/prod": {
      cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/prod",
    },
    "arn:aws:ecs:eu-west-1:123456789012:service/prod/web": {
      service: "arn:aws:ecs:eu-west-1:123456789012:service/prod/web",
    },
    [`arn:aws-cn:ecs:cn-north-1:123456789012:task/prod/${ID}`]: {
      task: `arn:aws-cn:ecs:cn-north-1:123456789012:task/prod/${ID}`,
    },
  };
  for (const [word, wanted] of Object.entries(cases)) {
    assert.deepEqual(parseTypedPlace(word), wanted, word);
  }
});

Deno.test("parseTypedPlace() leaves other words alone", () => {
  for (
    const word of [
      "prod",
      "",
      "-",
      "/",
      "prod/",
      "/web",
      "prod//app",
      "prod/web/x/y",
      "a/b/c/d/e",
      "../web",
      "prod/we b",
      "https://prod/web",
      "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3",
      "arn:aws:ec2:eu-west-1:123456789012:instance/i-1",
    ]
  ) assert.equal(parseTypedPlace(word), undefined, word);
});
