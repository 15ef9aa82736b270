import assert from "node:assert/strict";
import { openHttp } from "../../../src/aws/api/http.ts";
import { clockCheck, endpointCheck, proxyCheck } from "../../../src/commands/doctor/machine.ts";

Deno.test("clockCheck() warns of a minute, and calls five a problem", () => {
  const of = (ms: number) => {
    const { status, seen } = clockCheck(ms, "eu-central-1");
    return [status, seen];
  };
  assert.deepEqual(of(900), ["ok", "agrees with AWS's clock in eu-central-1"]);
  assert.deepEqual(of(-30_000), ["ok", "30 s behind AWS's"]);
  assert.deepEqual(of(90_000), ["warning", "90 s ahead of AWS's"]);
  assert.deepEqual(of(-301_000), ["problem", "301 s behind AWS's"]);
});

Deno.test("endpointCheck() reads the clock from an answer, and tells what cannot be reached", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("", { headers: { date: new Date(Date.now() - 3_600_000).toUTCString() } }),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const [reached, clock] = await endpointCheck(url, "r", openHttp());
  assert.equal(reached?.status, "ok");
  assert.equal(clock?.status, "problem");
  assert.match(clock?.seen ?? "", /^3(600|599|601) s ahead of AWS's$/);
  await server.shutdown();
  const [gone] = await endpointCheck(url, "r", openHttp());
  assert.deepEqual([gone?.status, gone?.next], ["problem", [`curl -sv ${url}`]]);
});

Deno.test("proxyCheck() shows no password", async () => {
  const env = { HTTPS_PROXY: "http://me:secret@proxy:3128", NO_PROXY: "localhost" };
  const [check] = await proxyCheck((name) =>
    Object.entries(env).find(([key]) => key === name)?.[1]
  );
  assert.equal(check?.seen, "HTTPS_PROXY=http://…@proxy:3128, NO_PROXY=localhost");
});
