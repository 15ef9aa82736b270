// Lines to paste: as whom and where ecsin asked is in every one of them, each word stays one word,
// and nothing in src writes such a line by hand.
import assert from "node:assert/strict";
import { chooseIdentity, type IdentityRequest } from "../../src/aws/credentials/identity.ts";
import { awsFilesLine, awsLine, awsLineAs, ecsinLine, firstOf } from "../../src/aws/line.ts";
import { filesBelow, textOf } from "../house/graph.ts";

function whom(request: IdentityRequest, env: Readonly<Record<string, string>> = {}) {
  return { identity: chooseIdentity(request, (name) => env[name]), region: "eu-central-1" };
}

Deno.test("awsLine() has the region, the AWS profile and the endpoint, wherever they come from", () => {
  const line = (request: IdentityRequest, env = {}) => awsLine(whom(request, env), "ecs", "x");
  const region = "--region eu-central-1";
  assert.equal(line({ flags: {} }), `aws ecs x ${region}`);
  assert.equal(line({ flags: { awsProfile: "corp" } }), `aws ecs x ${region} --profile corp`);
  assert.equal(
    line({ flags: {}, saved: { name: "web", awsProfile: "my corp" } }),
    `aws ecs x ${region} --profile 'my corp'`,
  );
  assert.equal(
    line({ flags: {} }, { AWS_PROFILE: "ambient" }),
    `aws ecs x ${region} --profile ambient`,
  );
  assert.equal(
    line({ flags: { endpointUrl: "http://127.0.0.1:1/" } }),
    `aws ecs x ${region} --endpoint-url http://127.0.0.1:1/`,
  );
});

Deno.test("ecsinLine() has what was asked for by flags or a profile, before any --", () => {
  const asked = { flags: { awsProfile: "corp", region: "eu-west-1" } };
  assert.equal(
    ecsinLine(whom(asked), "exec", "a b", "--", "ls", "$HOME"),
    "ecsin exec 'a b' --aws-profile corp --region eu-west-1 -- ls '$HOME'",
  );
  assert.equal(
    ecsinLine(whom(asked), "list", "--region", "REGION"),
    "ecsin list --region REGION --aws-profile corp",
  );
  assert.equal(ecsinLine(whom({ flags: {} }, { AWS_PROFILE: "x" }), "doctor"), "ecsin doctor");
});

Deno.test("awsLineAs() and awsFilesLine() name another AWS profile, default too where it is not ambient", () => {
  const ambient = whom({ flags: {} });
  const named = whom({ flags: { awsProfile: "role" } });
  assert.equal(
    awsLineAs("base", named, "sts", "x"),
    "aws sts x --region eu-central-1 --profile base",
  );
  assert.equal(awsFilesLine("base", named, "sso", "login"), "aws sso login --profile base");
  assert.equal(awsFilesLine("default", named, "configure"), "aws configure --profile default");
  assert.equal(awsFilesLine("default", ambient, "configure"), "aws configure");
});

Deno.test("firstOf() keeps what a line changes with the line", () => {
  assert.deepEqual(firstOf(["aws a", "(this stops b)", "aws c"]), ["aws a", "(this stops b)"]);
  assert.deepEqual(firstOf(["aws a", "aws c"]), ["aws a"]);
});

/** Texts that ask AWS nothing: files, help, a profile by its name (which says as whom), remarks. */
const WITHOUT_WHOM = [
  /^ecsin$/,
  /^ecsin [^ ]*(?: \$\{[^}]*\})? ?--help$/,
  /^ecsin (profile|upgrade|completions|help|list profiles)\b/,
  /^ecsin (login |exec |--profiles )?\$\{/,
  /^ecsin (NAME|forward|(forward|run|cp|exec) (PROFILE|TARGET(?::\/file)?|-L|SOURCE…|FILE|-|--all) .*)$/,
  /^ecsin (completes|remembers|asks before|was|does|has|exec …|tunnel …) /,
  /^aws(?: login| configure (?:list-profiles|sso|set endpoint_url .*))?$/,
];

Deno.test("no line that asks AWS is written by hand", async () => {
  const wrong: string[] = [];
  const files = await filesBelow("src/", (name) => name.endsWith(".ts"));
  for (const path of files) {
    if (path === "src/aws/line.ts" || path.startsWith("src/help/")) continue;
    const code = (await textOf(path)).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "");
    // A text that begins with a program's name; help and remarks begin otherwise.
    for (const [, line = ""] of code.matchAll(/[:[,(?=>]\s*["`]((?:aws|ecsin)(?: [^"`]*)?)["`]/g)) {
      if (!WITHOUT_WHOM.some((each) => each.test(line))) wrong.push(`${path}: ${line}`);
    }
  }
  assert.deepEqual(wrong, []);
});
