// credential_process: a program that prints credentials, fails, prints something else, or takes its
// time. Its words and what it prints on stdout may hold secrets and are never said.
import assert from "node:assert/strict";
import { needs } from "../../needs.ts";
import { inMinutes, Place } from "./as_whom.ts";

/** A place whose profile `tool` runs a script; `argument` is on its line. */
async function withProgram(script: (place: Place) => string, argument = ""): Promise<Place> {
  const place = await Place.make();
  const program = await place.home.program("tool", `#!/bin/sh\n${script(place)}\n`);
  await place.home.write(
    ".aws/config",
    `[profile tool]\ncredential_process = ${program} ${argument}\n` +
      "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = tool\n",
  );
  return place;
}

const printed = (place: Place, more: object = {}) =>
  `echo '${
    JSON.stringify({
      Version: 1,
      AccessKeyId: "ASIATOOL",
      SecretAccessKey: place.state.secret(),
      SessionToken: place.state.secret(),
      Expiration: inMinutes(60),
      ...more,
    })
  }'`;

const failure = async (place: Place) => (await place.ask({ awsProfile: "tool" })).error ?? "";

Deno.test("a credential_process gives credentials, by itself and for a role", async () => {
  await using place = await withProgram((place) => printed(place));
  assert.equal((await place.ask({ awsProfile: "tool" })).key, "ASIATOOL");
  assert.match((await place.ask({ awsProfile: "role" })).key ?? "", /^ASIAADMIN/);
  assert.equal(place.identities.asked[0]?.accessKeyId, "ASIATOOL");
});

const SLOW = "a credential_process that takes its time is waited for, before the first call";
Deno.test(needs(SLOW, "mkfifo"), async () => {
  await using place = await withProgram((place) => `read -r go < "$HOME/fifo"\n${printed(place)}`);
  const fifo = `${place.home.path}/fifo`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  const asking = place.ask({ awsProfile: "tool" });
  // Opening it for writing waits until the program reads.
  await Deno.writeTextFile(fifo, "go\n");
  assert.equal((await asking).key, "ASIATOOL");
});

Deno.test("a credential_process that fails is said with its stderr, not with its line or stdout", async () => {
  const secret = "argument-secret-4711";
  await using place = await withProgram(
    (place) =>
      `${printed(place)}\necho 'one\ntwo\nvault is locked: run tool unlock\nbye' >&2\nexit 3`,
    `--password ${secret}`,
  );
  const error = await failure(place);
  assert.equal(
    error,
    `ecsin: error: the credential_process of AWS profile "tool" gave no credentials
  why:  two
        vault is locked: run tool unlock
        bye
  next: aws sts get-caller-identity --region eu-central-1 --profile tool`,
  );
  place.assertNoSecret(error);
  assert.ok(!error.includes(secret));
});

Deno.test("a credential_process that fails silently, or is not there, is said to be so", async () => {
  await using silent = await withProgram(() => "exit 1", "--password argument-secret-4711");
  assert.match(await failure(silent), /^ {2}why: {2}it failed and said nothing$/m);
  await using none = await Place.make({
    config: "[profile tool]\ncredential_process = /nowhere/tool --password argument-secret-4711\n",
  });
  const error = await failure(none);
  assert.match(error, /^ {2}why: {2}.*\/nowhere\/tool.*not found$/m);
  assert.ok(!error.includes("argument-secret-4711"));
});

Deno.test("what a credential_process prints wrongly is told without it", async () => {
  const why = async (script: (place: Place) => string) => {
    await using place = await withProgram(script);
    const error = await failure(place);
    place.assertNoSecret(error);
    return /^ {2}why: {2}(.*)$/m.exec(error)?.[1];
  };
  assert.equal(
    await why((place) => `echo 'key: ${place.state.secret()}'`),
    "it printed something else than JSON",
  );
  assert.equal(
    await why((place) => printed(place, { Version: 2 })),
    "it did not print Version 1",
  );
  assert.equal(
    await why((place) => printed(place, { Expiration: inMinutes(-1) })),
    "it printed credentials that have expired",
  );
  assert.equal(
    await why((place) => printed(place, { SecretAccessKey: undefined })),
    "it printed no SecretAccessKey",
  );
});
