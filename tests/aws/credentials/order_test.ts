// Which way of a profile is gone, among all that it says, and where it is refused: botocore's own
// chain, on the same generated profiles.
import assert from "node:assert/strict";
import fc from "fast-check";
import { findProfile, keysIn, wayOf } from "../../../src/aws/credentials/aws_profile.ts";
import { parseFiles } from "../../../src/aws/credentials/shared_files.ts";
import { Home } from "../../stories/home.ts";
import { needs } from "../../needs.ts";
import { awsCliFromPyPi, realAwsCli } from "./real_cli.ts";

const RUNS = 300;
/** By botocore's name of the provider. */
const WAYS: Readonly<Record<string, string>> = {
  "assume-role": "role",
  "assume-role-with-web-identity": "web identity",
  sso: "SSO",
  "shared-credentials-file": "keys",
  "config-file": "keys",
  login: "aws login",
  "custom-process": "credential_process",
};
/** The first provider of a profile that gives something or refuses; those after it are others. */
const SCRIPT = `
import json, os, sys
import awscli
import botocore.session
from botocore.credentials import create_credential_resolver

def first(config, credentials, folder):
    for name, text in (('config', config), ('credentials', credentials)):
        path = os.path.join(folder, name)
        with open(path, 'w') as file:
            file.write(text)
        os.environ['AWS_CONFIG_FILE' if name == 'config' else 'AWS_SHARED_CREDENTIALS_FILE'] = path
    session = botocore.session.Session(profile='x')
    for provider in create_credential_resolver(session).providers:
        if provider.METHOD in ('ec2-credentials-file', 'boto-config', 'container-role', 'iam-role'):
            continue
        try:
            found = provider.load()
        except Exception as error:
            return [provider.METHOD, type(error).__name__]
        if found is not None:
            is_keys = provider.METHOD in ('shared-credentials-file', 'config-file')
            return [provider.METHOD, found.access_key if is_keys else '']
    return None

given = json.load(sys.stdin)
print(json.dumps([first(*each, given['folder']) for each in given['files']]))
`;

const LINES = [
  "role_arn = arn:aws:iam::123456789012:role/r",
  "source_profile = base",
  "source_profile = x",
  "source_profile = nobody",
  "credential_source = Environment",
  "credential_source = environment",
  "web_identity_token_file = /token",
  "sso_session = s",
  "sso_session = none",
  "sso_account_id = 123456789012",
  "sso_role_name = dev",
  "sso_start_url = https://a.example/start",
  "sso_start_url = https://b.example/start",
  "sso_region = eu-central-1",
  "aws_access_key_id = AKIACONFIG",
  "aws_secret_access_key = secret",
  "aws_session_token = token",
  "login_session = arn:aws:iam::123456789012:user/u",
  "credential_process = /bin/false",
];
const section = fc.subarray(LINES).map((lines) => {
  const keys = new Map(lines.map((line) => [line.split(" ")[0], line]));
  return [...keys.values()].join("\n");
});
const REST = `
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = secret
[sso-session s]
sso_region = eu-central-1
sso_start_url = https://a.example/start
`;

const cli = await realAwsCli();

Deno.test(
  needs("a profile's way is botocore's, whatever else the profile says", awsCliFromPyPi(cli)),
  async () => {
    await using home = await Home.make();
    const seed = Number(Deno.env.get("ECSIN_SEED") ?? Date.now() % 2 ** 31);
    const files = fc.sample(fc.tuple(section, section), { numRuns: RUNS, seed })
      .map(([config, credentials]) => [
        `[profile x]\n${config}${REST}`,
        credentials === "" ? "" : `[x]\n${credentials.replaceAll("AKIACONFIG", "AKIACREDS")}\n`,
      ]);
    const python = new Deno.Command(`${cli}python`, {
      args: ["-c", SCRIPT],
      stdin: "piped",
      stdout: "piped",
      env: { HOME: home.path, AWS_REGION: "eu-central-1" },
    }).spawn();
    const writer = python.stdin.getWriter();
    const text = JSON.stringify({ folder: home.path, files });
    const [{ stdout }] = await Promise.all([
      python.output(),
      writer.write(new TextEncoder().encode(text)).then(() => writer.close()),
    ]);
    const said: readonly ([string, string] | null)[] = JSON.parse(
      new TextDecoder().decode(stdout),
    );
    for (const [at, [config = "", credentials = ""]] of files.entries()) {
      const file = (content: string) => ({
        path: "x",
        bytes: new TextEncoder().encode(content),
      });
      const read = parseFiles([file(config), file(credentials)]);
      const way = wayOf(read, "x");
      const where = `ECSIN_SEED=${seed}\n${config}\n--\n${credentials}`;
      assert.equal(way, WAYS[said[at]?.[0] ?? ""], where);
      if (way !== "keys") continue;
      const keys = keysIn(read, "x");
      assert.equal(
        typeof keys === "string" ? "PartialCredentialsError" : keys.accessKeyId,
        said[at]?.[1],
        where,
      );
      assert.ok(findProfile(read, "x") !== undefined);
    }
  },
);
