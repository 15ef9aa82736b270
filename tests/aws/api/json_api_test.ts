// ecsin's own client of AWS's JSON protocol, against a server and beside the SDK's signer.
import assert from "node:assert/strict";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "@smithy/core/checksum";
import { openHttp } from "../../../src/aws/api/http.ts";
import { JsonApi } from "../../../src/aws/api/json_api.ts";
import { whileWaiting } from "../../../src/aws/api/waiting.ts";
import { Retries } from "../../../src/aws/api/retry.ts";

const KEYS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token/+=" };

/** A server that answers as it is told, one call after the other. */
function serverOf(
  ...answers: ((request: Request, body: string) => Response | Promise<Response>)[]
) {
  const seen: { readonly headers: Headers; readonly body: string }[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (call) => {
      const body = await call.text();
      seen.push({ headers: new Headers(call.headers), body });
      return (answers[seen.length - 1] ?? answers.at(-1) ?? (() => Response.json({})))(call, body);
    },
  );
  return {
    seen,
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function apiAt(endpoint: string, maxAttempts = 3): JsonApi {
  return new JsonApi({
    turn: (_, send) => send(),
    endpoint,
    region: "eu-central-1",
    service: "ecs",
    target: "Api",
    credentials: () => Promise.resolve(KEYS),
    http: openHttp(),
    retries: new Retries(maxAttempts),
  });
}

const refusal = (name: string, status: number) => () =>
  Response.json({ __type: `com.amazonaws.ecs#${name}`, Message: "no" }, {
    status,
    headers: { "x-amzn-requestid": "r-1" },
  });

const brokenOff = () =>
  new Response(
    new ReadableStream({
      start: (body) => body.enqueue(new TextEncoder().encode('{"ok":')),
      pull: (body) => body.error(new Error("cut")),
    }),
  );

Deno.test("JsonApi signs as the SDK's own signer does", async () => {
  await using server = serverOf(() => Response.json({ ok: true }));
  await apiAt(server.endpoint).call("Do", { name: "ü" });
  const [call] = server.seen;
  assert.ok(call);
  const { headers } = call;
  const signed = /SignedHeaders=([^,]+)/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  assert.equal(signed, "host;x-amz-date;x-amz-security-token;x-amz-target");
  const { host, hostname, port } = new URL(server.endpoint);
  const signer = new SignatureV4({
    service: "ecs",
    region: "eu-central-1",
    credentials: KEYS,
    sha256: Sha256,
    applyChecksum: false,
  });
  const date = headers.get("x-amz-date") ?? "";
  const { headers: theirs } = await signer.sign({
    method: "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path: "/",
    headers: { host, "x-amz-target": "Api.Do" },
    body: call.body,
  }, { signingDate: new Date(date.replace(/(....)(..)(..T..)(..)/, "$1-$2-$3:$4:")) });
  assert.equal(headers.get("authorization"), theirs["authorization"]);
});

Deno.test("JsonApi gives AWS's errors as the SDK names them, with request id and tries", async () => {
  for (
    const [answer, name, message] of [
      [refusal("ClusterNotFoundException", 400), "ClusterNotFoundException", "no"],
      [
        () =>
          new Response("{}", {
            status: 400,
            headers: { "x-amzn-errortype": "Odd:http://x/", "x-amzn-requestid": "r-1" },
          }),
        "Odd",
        "Odd",
      ],
      [
        () => new Response("<html>", { status: 403, headers: { "x-amzn-requestid": "r-1" } }),
        "UnknownError",
        "HTTP 403",
      ],
    ] as const
  ) {
    await using server = serverOf(answer);
    const error = await apiAt(server.endpoint).call("Do", {}).catch((error) => error);
    assert.deepEqual([error.name, error.message, error.$metadata.requestId], [
      name,
      message,
      "r-1",
    ]);
    assert.equal(error.$metadata.attempts, 1);
  }
});

Deno.test("JsonApi tries again what throttles, fails or breaks, and counts it", async () => {
  await using server = serverOf(
    refusal("ThrottlingException", 400),
    refusal("ServerException", 503),
    () => Response.json({ a: null, b: { c: null, d: 1 } }),
  );
  const answer = await apiAt(server.endpoint).call<object>("Do", {});
  assert.deepEqual(answer, { b: { d: 1 }, $metadata: { attempts: 3, httpStatusCode: 200 } });
});

Deno.test("JsonApi gives up after its tries, with the last error", async () => {
  await using server = serverOf(refusal("ThrottlingException", 400));
  const error = await apiAt(server.endpoint, 2).call("Do", {}).catch((error) => error);
  assert.deepEqual([error.name, error.$metadata.attempts], ["ThrottlingException", 2]);
  assert.equal(server.seen.length, 2);
});

Deno.test("JsonApi tells Node's code of what went wrong on the way, and how often it was tried", async () => {
  const error = await apiAt("http://127.0.0.1:2", 2).call("Do", {}).catch((error) => error);
  assert.deepEqual([error.code, error.$metadata.attempts], ["ECONNREFUSED", 2]);
  assert.match(error.message, /^connect ECONNREFUSED 127\.0\.0\.1:2: .*refused$/);
});

Deno.test("JsonApi asks again when an answer breaks off, and tells it as what went wrong on the way", async () => {
  await using server = serverOf(brokenOff, () => Response.json({ ok: true }), brokenOff);
  const { $metadata } = await apiAt(server.endpoint).call("Do", {});
  assert.equal($metadata.attempts, 2);
  await assert.rejects(apiAt(server.endpoint, 1).call("Do", {}), { name: "NetworkError" });
});

Deno.test("JsonApi takes AWS's clock when this machine's is off, and goes on by it", async () => {
  const ahead = 20 * 60_000;
  const byAwsClock = (request: Request) => {
    const said = request.headers.get("x-amz-date") ?? "";
    const at = Date.parse(said.replace(/(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
    const date = new Date(Date.now() + ahead).toUTCString();
    return Math.abs(at - Date.now() - ahead) > 5 * 60_000
      ? Response.json({ __type: "InvalidSignatureException" }, { status: 400, headers: { date } })
      : Response.json({}, { headers: { date } });
  };
  await using server = serverOf(byAwsClock);
  const api = apiAt(server.endpoint);
  await api.call("Do", {});
  assert.equal(server.seen.length, 2);
  await api.call("Do", {});
  assert.equal(server.seen.length, 3);
});

Deno.test("JsonApi lets other work be done while its request waits", async () => {
  const worked = Promise.withResolvers<string>();
  await using server = serverOf(() => worked.promise.then((name) => Response.json({ name })));
  whileWaiting(() => worked.resolve("worked"));
  const { name } = await apiAt(server.endpoint).call<{ name: string }>("Do", {});
  assert.equal(name, "worked");
});
