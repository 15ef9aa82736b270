// `ecsin profile import`: what is found is proposed, and nothing is saved that was not chosen.
import assert from "node:assert/strict";
import { openShellWithEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { needs } from "../needs.ts";
import { KEY } from "./terminal.ts";

const CONFIG = "[default]\nregion = eu-central-1\n[profile prod]\nregion = eu-west-1\n" +
  "sso_session = corp\n[sso-session corp]\nsso_region = eu-west-1\n[plain]\nregion = us-east-1\n";

/** A person with AWS's files, e1s, ecsta, and a Copilot workspace in `shop`. */
async function person(): Promise<Home> {
  const home = await Home.make();
  await home.write(".aws/config", CONFIG);
  await home.write(".aws/credentials", "[keys]\n[profile lost]\n");
  await home.write(".config/e1s/config.yml", "profile: prod\ncluster: main\nshell: /bin/zsh\n");
  await home.write(
    ".config/ecsta/config.json",
    '{"cluster":"arn:aws:ecs:eu-west-1:123456789012:cluster/jobs","service":"web","output":"tsv"}',
  );
  await home.write("shop/copilot/.workspace", "application: shop\n");
  await home.write(
    "shop/copilot/environments/test/manifest.yml",
    "name: test\ntype: Environment\n",
  );
  const api = "name: api\ntype: Backend Service\nenvironments:\n  prod:\n    count: 2\n";
  await home.write("shop/copilot/api/manifest.yml", api);
  const site = "name: site\ntype: Request-Driven Web Service\n";
  await home.write("shop/copilot/site/manifest.yml", site);
  await home.write("shop/copilot/broken/manifest.yml", "name: [\n");
  await home.write("shop/src/main.ts", "");
  return home;
}

const PROPOSED = `profiles:
  test-api:
    description: Backend Service of shop by Copilot
    family: shop-test-api
    container: api
  prod-api:
    description: Backend Service of shop by Copilot
    family: shop-prod-api
    container: api
  main:
    awsProfile: prod
    cluster: main
    shell: /bin/zsh
  jobs-web:
    cluster: arn:aws:ecs:eu-west-1:123456789012:cluster/jobs
    service: web
  default:
    awsProfile: default
    region: eu-central-1
  prod:
    awsProfile: prod
    region: eu-west-1
  keys:
    awsProfile: keys
`;
const FILE = ".config/ecsin/profiles.yaml";

Deno.test("without a terminal all proposals are printed as YAML, and nothing is saved", async () => {
  await using home = await person();
  const ran = await runEcsin(["profile", "import"], { home, cwd: `${home.path}/shop/src` });
  assert.equal(ran.stdout, PROPOSED);
  assert.equal(ran.stderr, "ecsin: nothing was saved: ecsin profile import --all saves them\n");
  assert.equal(ran.code, 0);
  await assert.rejects(Deno.stat(`${home.path}/${FILE}`), Deno.errors.NotFound);
});

Deno.test("--all saves those whose name is free, and what is printed is a profiles file", async () => {
  await using home = await person();
  await home.write(FILE, "profiles:\n  prod: {cluster: mine} # stays\n");
  const options = { home, cwd: `${home.path}/shop/src` };
  const { code, stderr } = await runEcsin(["profile", "import", "--all"], options);
  assert.equal(code, 0);
  assert.equal(stderr.match(/is saved in/g)?.length, 6);
  const text = await Deno.readTextFile(`${home.path}/${FILE}`);
  assert.match(text, /^profiles:\n {2}prod: \{cluster: mine\} # stays\n {2}test-api:\n/);
  assert.equal((await runEcsin(["profile", "validate"], options)).code, 0);
  const again = await runEcsin(["profile", "import", "--all"], options);
  assert.equal(again.stderr, "ecsin: every profile that could be imported is there already\n");
});

Deno.test(
  needs("in a terminal one after the other is chosen; Esc ends, Ctrl-C saves no more", "unix"),
  async () => {
    await using home = await person();
    await using shell = await openShellWithEcsin({ home, cwd: `${home.path}/shop/src` });
    const { terminal } = shell;
    await shell.start("ecsin profile import");
    await terminal.waitFor(/save as a profile>.*7\/7$/m);
    await terminal.type(`prod-api${KEY.enter}`);
    await terminal.waitFor(/save as another profile \(Esc ends\)>.*7\/7$/m);
    await terminal.type(KEY.escape);
    const told = await shell.prompted();
    assert.match(
      told,
      /ecsin: profile "prod-api" is saved in \S*profiles\.yaml: ecsin prod-api\r?\n/,
    );
    assert.equal(await shell.lastCode(), 0);
    assert.equal(
      await Deno.readTextFile(`${home.path}/${FILE}`),
      `profiles:\n  prod-api:\n    description: Backend Service of shop by Copilot\n` +
        `    family: shop-prod-api\n    container: api\n`,
    );
    await shell.start("ecsin profile import");
    await terminal.waitFor(/save as a profile>.*7\/7$/m);
    await terminal.type(KEY.ctrlC);
    assert.match(await shell.prompted(), /ecsin: nothing was saved/);
  },
);

Deno.test("where there is nothing to import it is said what was looked for", async () => {
  await using home = await Home.make();
  const { code, stderr } = await runEcsin(["profile", "import"], { home });
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `ecsin: error: nothing was found to make profiles from
  why:  AWS's files have no profile, no Copilot workspace is here,
        and neither e1s nor ecsta is configured with a cluster
  next: ecsin profile add NAME
        aws configure list-profiles
`,
  );
});

Deno.test("files that are called a little otherwise than profiles.yaml and .ecsin.yaml are told", async () => {
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yml", "profiles: {}\n");
  await home.write("repo/.git/HEAD", "");
  await home.write("repo/.ecsin.yml", "profiles: {}\n");
  await home.write("repo/src/x", "");
  const options = { home, cwd: `${home.path}/repo/src` };
  const { code, stderr } = await runEcsin(["prod-web"], options);
  assert.equal(code, 2);
  const told = stderr.replaceAll(home.path, "~");
  assert.match(
    told,
    /^ {2}why: {2}~\/\.config\/ecsin\/profiles\.yml is there, and is not read: ecsin reads profiles\.yaml$/m,
  );
  assert.match(
    told,
    /^ {8}~\/repo\/\.ecsin\.yml is there, and is not read: ecsin reads \.ecsin\.yaml$/m,
  );
  assert.match(
    told,
    /^ {2}next: mv ~\/\.config\/ecsin\/profiles\.yml ~\/\.config\/ecsin\/profiles\.yaml$/m,
  );
  assert.match(told, /^ {8}mv ~\/repo\/\.ecsin\.yml ~\/repo\/\.ecsin\.yaml$/m);
  const doctor = await runEcsin(["doctor"], options);
  assert.match(doctor.stdout, /profiles\.yml is there, and is not read/);
});
