// What ecsin and AWS's CLI keep for each other: file names, formats, modes.
import assert from "node:assert/strict";
import {
  readCliCache,
  roleFileName,
  ssoFileName,
  writeCliCache,
} from "../../../src/aws/credentials/cli_cache.ts";
import { Home } from "../../stories/home.ts";
import { inMinutes } from "./as_whom.ts";

const envOf = (home: Home) => (name: string) => name === "HOME" ? home.path : undefined;
const KEYS = { accessKeyId: "ASIAX", secretAccessKey: "secret", sessionToken: "token" };

/** SHA-1 of a text, as a file's name. */
async function named(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text)));
  return `${bytes.toHex()}.json`;
}

Deno.test("roleFileName() is botocore's: sorted, with blanks, in ASCII", async () => {
  assert.equal(
    await roleFileName({
      SerialNumber: "arn:aws:iam::1:mfa/dev",
      RoleArn: "arn:aws:iam::1:role/admin",
      RoleSessionName: 'Zoë "x"',
      ExternalId: undefined,
      DurationSeconds: 900,
    }),
    await named(
      '{"DurationSeconds": 900, "RoleArn": "arn:aws:iam::1:role/admin", ' +
        '"RoleSessionName": "Zo\\u00eb \\"x\\"", "SerialNumber": "arn:aws:iam::1:mfa/dev"}',
    ),
  );
});

Deno.test("ssoFileName() is botocore's: sorted, without blanks", async () => {
  assert.equal(
    await ssoFileName({ roleName: "dev", accountId: "1", startUrl: "https://x.example/start" }),
    await named('{"accountId":"1","roleName":"dev","startUrl":"https://x.example/start"}'),
  );
});

Deno.test("writeCliCache() writes for its owner only, and readCliCache() gives it back", async () => {
  await using home = await Home.make();
  const env = envOf(home);
  const expiration = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
  const credentials = { ...KEYS, expiration, accountId: "123456789012" };
  const user = { AssumedRoleId: "AROAX:me", Arn: "arn:aws:sts::1:assumed-role/admin/me" };
  await writeCliCache(env, "a.json", credentials, { AssumedRoleUser: user });
  assert.deepEqual(await readCliCache(env, "a.json"), credentials);
  const folder = `${home.path}/.aws/cli/cache`;
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.json"]);
  assert.equal(((await Deno.stat(`${folder}/a.json`)).mode ?? 0) & 0o777, 0o600);
  assert.equal(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  const kept = JSON.parse(await Deno.readTextFile(`${folder}/a.json`));
  assert.deepEqual(kept.AssumedRoleUser, user);
  assert.match(kept.Credentials.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

Deno.test("readCliCache() takes every way the CLI writes a time, and nothing that has expired", async () => {
  await using home = await Home.make();
  const env = envOf(home);
  const read = async (text: string) => {
    await home.write(".aws/cli/cache/x.json", text);
    return (await readCliCache(env, "x.json"))?.accessKeyId;
  };
  const entry = (Expiration: string) =>
    JSON.stringify({
      Credentials: { AccessKeyId: "ASIAX", SecretAccessKey: "s", SessionToken: "t", Expiration },
    });
  const soon = inMinutes(60).slice(0, 19);
  assert.equal(await read(entry(`${soon}UTC`)), "ASIAX");
  assert.equal(await read(entry(`${soon}Z`)), "ASIAX");
  assert.equal(await read(entry(`${soon}+00:00`)), "ASIAX");
  assert.equal(await read(entry(inMinutes(4))), undefined);
  assert.equal(await read(entry(inMinutes(-60))), undefined);
  assert.equal(await read(entry("some day")), undefined);
  assert.equal(await read('{"Credentials": {"AccessKeyId": "ASIAX"}}'), undefined);
  assert.equal(await read("{"), undefined);
  assert.equal(await read("[]"), undefined);
});

Deno.test("a folder that cannot be written, or a home that is not known, is no error", async () => {
  await using home = await Home.make();
  await home.write(".aws/cli", "a file");
  const credentials = { ...KEYS, expiration: new Date(Date.now() + 3_600_000) };
  for (const env of [envOf(home), () => undefined]) {
    await writeCliCache(env, "a.json", credentials, {});
    assert.equal(await readCliCache(env, "a.json"), undefined);
  }
});
