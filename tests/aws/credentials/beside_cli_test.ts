// The same files, environment and flags for AWS's own CLI and for ecsin, at the same loopback
// endpoints: the same keys reach ECS after the same questions, or both refuse. Where ecsin differs on
// purpose (docs/identity.md, "Where ecsin differs") the situation says how.
import assert from "node:assert/strict";
import { needs } from "../../needs.ts";
import { inMinutes, Place } from "./as_whom.ts";
import { awsCliFromPyPi, realAwsCli } from "./real_cli.ts";
import { type Situation, SITUATIONS } from "./situations.ts";

/** Prints keys whose id is made of its words, without blanks. */
const TOOL = `#!/bin/sh
id=$(printf %s "$*" | tr -d ' ' | tr a-z A-Z)
case $id in ASIA*) ;; *) id="ASIA$id" ;; esac
echo "{\\"Version\\":1,\\"AccessKeyId\\":\\"\${id%%/*}\\",\\"SecretAccessKey\\":\\"secretsecretsecret\\"}"
`;

const cli = await realAwsCli();

/** One side's way through a situation, in a place of its own. */
async function endOf(situation: Situation, side: "cli" | "ecsin"): Promise<string> {
  await using place = await Place.make();
  const { home, identities, aws } = place;
  const filled = (text: string) =>
    text.replaceAll("HOME", home.path).replaceAll("= STS", `= ${identities.url}`)
      .replaceAll("= ECS", `= ${aws.url}`).replaceAll("URL/", `${identities.url}/`);
  await home.program("tool", TOOL);
  const token = place.state.secret();
  place.state.webIdentityTokens.add(token);
  await home.write("token", token);
  await home.write("token-line", `${token}\n`);
  await home.program("say", `#!/bin/sh\nprintf '%b' "$1"\n`);
  const accessToken = place.state.secret();
  place.state.ssoTokens.add(accessToken);
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode("A B"));
  await home.write(
    `.aws/sso/cache/${new Uint8Array(digest).toHex()}.json`,
    JSON.stringify({ accessToken, expiresAt: inMinutes(60) }),
  );
  const { config, credentials, awsProfile } = situation;
  if (config !== undefined) await home.write(".aws/config", filled(config));
  if (credentials !== undefined) await home.write(".aws/credentials", filled(credentials));
  const env = {
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    ...Object.fromEntries(
      Object.entries(situation.env ?? {}).map(([name, value]) => [name, value && filled(value)]),
    ),
  };
  if (side === "ecsin") {
    await place.ask({ env, ...(awsProfile !== undefined ? { awsProfile } : {}) });
  } else {
    await new Deno.Command(`${cli}aws`, {
      args: ["ecs", "list-clusters", ...awsProfile === undefined ? [] : ["--profile", awsProfile]],
      env: { ...place.env(env), LC_ALL: "C.UTF-8" },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
  }
  const key = aws.api.calls.at(-1)?.accessKeyId;
  if (key === undefined) return "refused";
  const asked = identities.asked.map(({ action, accessKeyId, region }) =>
    [action, accessKeyId, situation.ends.includes(" in ") ? `in ${region}` : ""]
      .filter((word) => word !== "").join(" ")
  );
  const from = /^ASIA\D/.test(key) ? key.replace(/\d+$/, "") : key;
  return asked.length === 0 ? from : `${from} after ${asked.join(", ")}`;
}

for (const situation of SITUATIONS) {
  const { name, ends, cliEnds = ends } = situation;
  Deno.test(needs(`beside AWS's CLI: ${name}`, awsCliFromPyPi(cli)), async () => {
    assert.deepEqual(
      { ecsin: await endOf(situation, "ecsin"), cli: await endOf(situation, "cli") },
      { ecsin: ends, cli: cliEnds },
    );
  });
}
