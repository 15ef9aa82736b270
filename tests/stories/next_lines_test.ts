// Lines to paste, pasted: whatever ecsin proposes after a failure is typed into the person's shell as it
// stands, and reaches AWS as whom and where ecsin itself asked, however the person has said that.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { denoEnvironment, ecsinCommand, runEcsin, runProgram } from "./ecsin.ts";
import { IDENTITY_STORIES } from "./failures_identity.ts";
import { openStory, STORIES } from "./failures_stories.ts";
import { SYSTEM_PATH } from "./home.ts";

const CLI = decodeURIComponent(new URL("../fake_aws/cli.ts", import.meta.url).pathname);
const KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

/** How a person says as whom and where. The environment says something else, where it may. */
interface Way {
  readonly name: string;
  readonly args: (url: string) => readonly string[];
  readonly env: (url: string, elsewhere: string) => Record<string, string | undefined>;
  readonly key: string;
  /** The profiles file below the home; the person's own by default. */
  readonly file?: string;
}

/** A person's shells, as far as this machine has them; each gets lines in turn. */
const SHELLS = ["sh", "bash", "zsh", "fish", "dash", "ksh"].filter((shell) =>
  SYSTEM_PATH.some((folder) => isThere(`${folder}/${shell}`))
);

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const WAYS: readonly Way[] = [
  {
    name: "flags",
    args: () => ["--aws-profile", "corp", "--region", "eu-central-1"],
    env: (AWS_ENDPOINT_URL) => ({ AWS_ENDPOINT_URL, AWS_REGION: "us-east-1" }),
    key: "AKIACORP",
  },
  {
    name: "a profile",
    args: () => ["corp-web"],
    env: (AWS_ENDPOINT_URL) => ({ AWS_ENDPOINT_URL, AWS_REGION: "us-east-1" }),
    key: "AKIACORP",
  },
  {
    name: "a profile of --profiles",
    args: () => ["corp-web", "--profiles", "mine.yaml"],
    env: (AWS_ENDPOINT_URL) => ({ AWS_ENDPOINT_URL, AWS_REGION: "us-east-1" }),
    key: "AKIACORP",
    file: "mine.yaml",
  },
  {
    name: "AWS_PROFILE",
    args: () => [],
    env: (AWS_ENDPOINT_URL) => ({ AWS_ENDPOINT_URL, ...KEYS, AWS_PROFILE: "corp" }),
    key: "AKIACORP",
  },
  {
    name: "--endpoint-url",
    args: (url) => ["--endpoint-url", url],
    env: (_url, elsewhere) => ({ AWS_ENDPOINT_URL: elsewhere }),
    key: "AKIAIOSFODNN7EXAMPLE",
  },
];

/** Stories that say nothing themselves of whom and where; others are about just that. */
const PLAIN = STORIES.filter(({ name, args = [], env = {} }) =>
  !IDENTITY_STORIES.some((each) => each.name === name) &&
  Object.keys(env).every((name) => name === "AWS_MAX_ATTEMPTS") &&
  !args.some((word) => /^--(aws-profile|region|endpoint-url)$/.test(word))
);

for (const [shift, way] of WAYS.entries()) {
  Deno.test(`every line to paste reaches whom ecsin asked, who is said by ${way.name}`, async () => {
    let pasted = 0;
    for (const [index, story] of PLAIN.entries()) {
      // Each way has a share of the stories, and all have those that change something.
      if (index % WAYS.length !== shift && !/ECS Exec is off|no running task/.test(story.name)) {
        continue;
      }
      await using opened = await openStory(story);
      const { aws, home } = opened;
      await using elsewhere = startFakeAws(buildWorld({ other: {} }));
      await home.write(
        ".aws/credentials",
        "[corp]\naws_access_key_id = AKIACORP\naws_secret_access_key = s\n" +
          "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n",
      );
      await home.write(".aws/config", "[profile corp]\nregion = eu-central-1\n");
      await home.write(
        way.file ?? ".config/ecsin/profiles.yaml",
        "profiles: {corp-web: {awsProfile: corp, region: eu-central-1}}\n",
      );
      const deno = await denoEnvironment();
      const env = { ...aws.env, ...story.env, ...way.env(aws.url, elsewhere.url), ...deno };
      const { stderr } = await runEcsin([...way.args(aws.url), ...opened.args], { home, env });
      await home.program("aws", `#!/bin/sh\nexec '${Deno.execPath()}' run -A '${CLI}' "$@"\n`);
      const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
      await home.program("ecsin", `#!/bin/sh\nexec ${words} "$@"\n`);
      const lines = [...stderr.matchAll(/^ {2}(?:next:| {5}) ((?:aws|ecsin) .*)$/gm)];
      for (const [, line = ""] of lines) {
        if (/^aws (configure|sso)|REGION|NAME/.test(line)) continue;
        const since = aws.api.calls.length;
        const now = line.replace(/--wait \w+/, "--wait 0");
        const shell = SHELLS[pasted++ % SHELLS.length] ?? "sh";
        await runProgram([shell, "-c", now], { home, env, stdin: null });
        const calls = aws.api.calls.slice(since);
        const told = `${story.name} in ${shell}: ${line}\n${stderr}`;
        assert.ok(calls.length > 0, told);
        assert.deepEqual(
          [...new Set(calls.map(({ accessKeyId }) => accessKeyId))],
          [way.key],
          told,
        );
        assert.deepEqual([...new Set(calls.map(({ region }) => region))], ["eu-central-1"], told);
        assert.equal(elsewhere.api.calls.length, 0, told);
      }
    }
    assert.ok(pasted >= 6, `only ${pasted} lines`);
  });
}

/** Lines that set AWS's own configuration right, and what stands in them for a person's own value. */
const SETTING = /^(aws (configure|sso|sts)|export|unset|set -e|ecsin doctor)\b/;

Deno.test("every line that sets AWS's own configuration right is understood by the person's shell", async () => {
  let pasted = 0;
  const stories = STORIES.filter(({ name }) =>
    IDENTITY_STORIES.some((each) => each.name === name) || /credentials|region/.test(name)
  );
  for (const [index, story] of stories.entries()) {
    const shell = SHELLS[index % SHELLS.length] ?? "sh";
    await using opened = await openStory(story);
    const { aws, home } = opened;
    const told = `${home.path}/told`;
    const env = { ...aws.env, ...story.env, SHELL: `/usr/bin/${shell}` };
    const { stderr } = await runEcsin(opened.args, { home, env });
    for (const name of ["aws", "ecsin"]) {
      await home.program(name, `#!/bin/sh\nprintf '%s\\n' ${name} "$@" > '${told}'\n`);
    }
    for (const [, line = ""] of stderr.matchAll(/^ {2}(?:next:| {5}) (.*)$/gm)) {
      if (!SETTING.test(line)) continue;
      pasted++;
      const ran = await runProgram([shell, "-c", line], { home, env });
      assert.deepEqual([ran.code, ran.stderr], [0, ""], `${story.name} in ${shell}: ${line}`);
      if (/^(aws|ecsin) /.test(line)) {
        assert.equal((await Deno.readTextFile(told)).trimEnd().split("\n").join(" "), line, shell);
      }
    }
  }
  assert.ok(pasted >= 20, `only ${pasted} lines`);
});

Deno.test("fish, which has no unset, is given its own word", async () => {
  await using aws = startFakeAws(buildWorld({ prod: {} }));
  const env = { ...aws.env, AWS_SECRET_ACCESS_KEY: undefined, SHELL: "/usr/bin/fish" };
  const { stderr } = await runEcsin(["list"], { env });
  assert.match(stderr, /\n {2}next: set -e AWS_ACCESS_KEY_ID\n/);
});
