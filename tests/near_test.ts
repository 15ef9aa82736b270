import assert from "node:assert/strict";
import { nearest } from "../src/near.ts";

Deno.test("nearest() knows a slip, a swap, a part, and what is too far", () => {
  const names = ["prod-web", "prod-api", "staging-web"];
  assert.deepEqual(nearest("prod-wbe", names), ["prod-web"]);
  assert.deepEqual(nearest("PROD-WEB", names), ["prod-web"]);
  assert.deepEqual(nearest("staging", names), ["staging-web"]);
  assert.deepEqual(nearest("billing", names), []);
  assert.deepEqual(nearest("lst", ["login", "list", "exec"]), ["list"]);
});

Deno.test("nearest() gives short words only what one slip made of them", () => {
  assert.deepEqual(nearest("q", ["a", "b2", "q"]), ["q"]);
  assert.deepEqual(nearest("foo", ["auto", "show", "list", "fo"]), ["fo"]);
  assert.deepEqual(nearest("wait", ["last"]), []);
});

Deno.test("nearest() gives at most so many, nearest first", () => {
  assert.deepEqual(nearest("web", ["web1", "web", "xweb", "web22"], 2), ["web", "web1"]);
});
