// Credentials in a session of hours: kept, renewed before they expire, and kept a little longer
// when they cannot be renewed.
import assert from "node:assert/strict";
import { once } from "../../../src/aws/credentials/credentials.ts";
import { Place } from "../credentials/as_whom.ts";

const keys = (accessKeyId: string, minutes?: number) => ({
  accessKeyId,
  secretAccessKey: "secret",
  ...(minutes !== undefined ? { expiration: new Date(Date.now() + minutes * 60_000) } : {}),
});

/** A source that gives these in turn; an error is thrown. */
function source(...answers: (ReturnType<typeof keys> | Error)[]) {
  let asked = 0;
  const credentials = once(() => {
    const answer = answers[asked++];
    if (answer === undefined) throw new Error("asked too often");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { key: async () => (await credentials()).accessKeyId, asked: () => asked };
}

Deno.test("once() asks once for all that wait, and keeps what does not expire", async () => {
  const { key, asked } = source(keys("A"));
  assert.deepEqual(await Promise.all([key(), key(), key()]), ["A", "A", "A"]);
  assert.equal(await key(), "A");
  assert.equal(asked(), 1);
});

Deno.test("once() renews what expires within five minutes, once for all that wait", async () => {
  const { key, asked } = source(keys("A", 4), keys("B", 60));
  assert.equal(await key(), "A");
  assert.deepEqual(await Promise.all([key(), key(), key()]), ["B", "B", "B"]);
  assert.equal(asked(), 2);
});

Deno.test("once() keeps what is still valid when it cannot be renewed, and asks again later", async () => {
  const { key } = source(keys("A", 4), new Error("no network"), keys("B", 60));
  assert.equal(await key(), "A");
  assert.equal(await key(), "A");
  assert.equal(await key(), "B");
});

Deno.test("once() throws when nothing valid is left, and asks again the next time", async () => {
  const { key } = source(new Error("first"), keys("A", -1), new Error("no network"), keys("B"));
  await assert.rejects(key(), /first/);
  assert.equal(await key(), "A");
  await assert.rejects(key(), /no network/);
  assert.equal(await key(), "B");
});

Deno.test("credentials that expired in a long session are had anew by their source", async () => {
  await using place = await Place.make();
  place.state.lifetimeMs = 60_000;
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place.identities.url}/container/creds` };
  const { ecs, key } = await place.ask({ env });
  assert.match(key ?? "", /^ASIACONTAINER/);
  for (const [name, value] of Object.entries(place.env(env))) Deno.env.set(name, value);
  const renewed = await ecs?.config.credentials();
  assert.match(renewed?.accessKeyId ?? "", /^ASIACONTAINER/);
  assert.notEqual(renewed?.accessKeyId, key);
});
