import assert from "node:assert/strict";
import { pluginCall } from "../../src/session/plugin.ts";
import { decideWay, installLine } from "../../src/session/open.ts";
import { EcsinError } from "../../src/error.ts";

const REQUEST = {
  session: { sessionId: "ecs-execute-command-1", streamUrl: "ws://x", tokenValue: "TOKEN" },
  ssmTarget: "ecs:prod_4f2c_4f2c-1",
  region: "eu-central-1",
  ssmEndpoint: "https://ssm.eu-central-1.amazonaws.com",
};

Deno.test("pluginCall() names the variable that holds the session, and keeps the token out of argv", () => {
  const { args, env } = pluginCall({ ...REQUEST, env: { PATH: "/bin" } });
  assert.deepEqual(args, [
    "AWS_SSM_START_SESSION_RESPONSE_ECSIN",
    "eu-central-1",
    "StartSession",
    "",
    '{"Target":"ecs:prod_4f2c_4f2c-1"}',
    "https://ssm.eu-central-1.amazonaws.com",
  ]);
  assert.deepEqual(JSON.parse(env.AWS_SSM_START_SESSION_RESPONSE_ECSIN ?? ""), REQUEST.session);
  assert.equal(env.PATH, "/bin");
});

Deno.test("pluginCall() hides ambient keys from the plugin when an AWS profile was asked for by name", () => {
  const keys = {
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_SESSION_TOKEN: "c",
    HOME: "/h",
  };
  const named = pluginCall({ ...REQUEST, awsProfile: "prod", env: keys });
  assert.equal(named.args[3], "prod");
  assert.deepEqual(Object.keys(named.env), ["HOME", "AWS_SSM_START_SESSION_RESPONSE_ECSIN"]);
  assert.equal(pluginCall({ ...REQUEST, env: keys }).env.AWS_ACCESS_KEY_ID, "a");
});

const NEW = { path: "p", version: "1.3.0.0", readsEnvironment: true };
const OLD = { path: "p", version: "1.2.497.0", readsEnvironment: false };

Deno.test("decideWay() takes the plugin where there is one, else ecsin's own client and says so", () => {
  assert.deepEqual(decideWay("auto", NEW, true), {
    kind: "plugin",
    plugin: NEW,
    isDemanded: false,
  });
  assert.deepEqual(decideWay("native", NEW, true), { kind: "native" });
  const way = decideWay("auto", undefined, true);
  assert.equal(way.kind, "native");
  assert.match(way.kind === "native" ? way.why ?? "" : "", /is not installed$/);
});

Deno.test("decideWay() takes ecsin's own client where there is no terminal for the plugin", () => {
  assert.equal(decideWay("auto", NEW, false).kind, "native");
  assert.equal(decideWay("plugin", NEW, false).kind, "plugin");
});

Deno.test("decideWay() never gives an old plugin the token in argv", () => {
  const way = decideWay("auto", OLD, true);
  assert.equal(way.kind, "native");
  assert.match(
    way.kind === "native" ? way.why ?? "" : "",
    /1\.2\.497\.0 takes the session token/,
  );
  assert.throws(() => decideWay("plugin", OLD, true), EcsinError);
});

Deno.test("decideWay() refuses `--session plugin` without a plugin, with the line that installs it", () => {
  assert.throws(() => decideWay("plugin", undefined, true), (error) => {
    assert.ok(error instanceof EcsinError);
    assert.equal(error.exitCode, 255);
    assert.deepEqual(
      [error.failure.next, error.failure.again],
      [installLine(), "--session native"],
    );
    return true;
  });
  assert.equal(installLine("darwin"), "brew install --cask session-manager-plugin");
});
