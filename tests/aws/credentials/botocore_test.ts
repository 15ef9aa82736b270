// The names of the files in AWS's CLI cache, as the CLI's own code makes them.
import assert from "node:assert/strict";
import { roleFileName, ssoFileName } from "../../../src/aws/credentials/cli_cache.ts";
import { needs } from "../../needs.ts";
import { awsCliFromPyPi, realAwsCli } from "./real_cli.ts";

const ROLE = "arn:aws:iam::123456789012:role/admin";
const SCRIPT = `
import json, sys
try:
    from awscli.botocore.credentials import AssumeRoleCredentialFetcher, SSOCredentialFetcher
except ImportError:
    from botocore.credentials import AssumeRoleCredentialFetcher, SSOCredentialFetcher
given = json.load(sys.stdin)
names = []
for role in given['roles']:
    arn = role.pop('RoleArn')
    names.append(AssumeRoleCredentialFetcher(None, None, arn, extra_args=role)._cache_key)
for sso in given['sso']:
    names.append(SSOCredentialFetcher(sso.get('startUrl'), 'eu-central-1', sso['roleName'],
        sso['accountId'], None, sso_session_name=sso.get('sessionName'))._cache_key)
print(json.dumps([name + '.json' for name in names]))
`;

const cli = await realAwsCli();

Deno.test({
  ...needs(
    "roleFileName() and ssoFileName() are what AWS's CLI makes of the same arguments",
    awsCliFromPyPi(cli),
  ),
  fn: async () => {
    const roles = [
      { RoleArn: ROLE },
      { RoleArn: ROLE, DurationSeconds: 900, ExternalId: 'a"b\\c' },
      { RoleArn: ROLE, RoleSessionName: "Zoë😀\u007f", SerialNumber: "arn:aws:iam::1:mfa/dev" },
    ];
    const sso = [
      { accountId: "123456789012", roleName: "dev", sessionName: "corp" },
      { accountId: "123456789012", roleName: "dév", startUrl: "https://corp.example/start" },
    ];
    const python = new Deno.Command(`${cli}python`, {
      args: ["-c", SCRIPT],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = python.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify({ roles, sso })));
    await writer.close();
    const { stdout } = await python.output();
    const names = await Promise.all([...roles.map(roleFileName), ...sso.map(ssoFileName)]);
    assert.deepEqual(names, JSON.parse(new TextDecoder().decode(stdout)));
  },
});
