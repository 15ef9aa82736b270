// Tab, as a person meets it: the script turned on as --help says, in real shells.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { openTab, storyOfTab, TAB_SHELLS } from "./tab.ts";
import { needs } from "../needs.ts";

const PROFILES = `profiles:
  prod-web: {description: The shop, cluster: prod, service: web}
  prod-db: {cluster: prod, service: db, container: psql}
  "my own": {cluster: prod, service: own}
  it's: {cluster: prod}
  one:two: {cluster: prod}
  one:three: {cluster: prod}
  a=b: {cluster: prod}
  back\\slash: {cluster: prod}
`;
const home = { ".config/ecsin/profiles.yaml": PROFILES };
const LAST = {
  target: { cluster: "prod", service: "web", container: "app" },
  lastMs: 1,
  weight: 1,
};

storyOfTab("Tab completes a profile's name, and offers several with what they are", async (tab) => {
  await tab.completes("ecsin prod-w", "ecsin prod-web ");
  await tab.leave();
  await tab.offers("ecsin prod-", /prod-web .*The shop/, /prod-db .*prod \/ db \/ psql/);
}, { home });

storyOfTab("Tab completes commands and flags, with what they do", async (tab) => {
  await tab.completes("ecsin doc", "ecsin doctor ");
  await tab.leave();
  await tab.completes("ecsin list prof", "ecsin list profiles ");
  await tab.leave();
  await tab.completes("ecsin --clu", "ecsin --cluster ");
  await tab.leave();
  await tab.offers("ecsin exec prod-web --p", /--pick .*Which task/, /--print .*Print the/);
}, { home });

storyOfTab("names with blanks, quotes, colons and = arrive as the words they are", async (tab) => {
  for (
    const [typed, whole, name] of [
      ["my", "my\\ own ", "my own"],
      ["it", "it\\'s ", "it's"],
      ["a", "a=b ", "a=b"],
      ["a=", "a=b ", "a=b"],
      ["one:th", "one:three ", "one:three"],
      ["back", "back\\\\slash ", "back\\slash"],
      ["'my", "'my own' ", "my own"],
      ['"my o', '"my own" ', "my own"],
      ['"one:tw', '"one:two" ', "one:two"],
    ] as const
  ) {
    await tab.completes(`ecsin ${typed}`, `ecsin ${whole}`);
    await tab.hasWords("ecsin", name);
  }
}, { home });

storyOfTab("--flag=value is completed behind the =, as a value and as a file", async (tab) => {
  await tab.completes("ecsin list --output=j", "ecsin list --output=json ");
  await tab.hasWords("ecsin", "list", "--output=json");
  await tab.completes("ecsin list --output j", "ecsin list --output json ");
  await tab.leave();
  await tab.completes("ecsin --profiles=tea", "ecsin --profiles=team\\ file.yaml ");
  await tab.hasWords("ecsin", "--profiles=team file.yaml");
  await tab.completes("ecsin --profiles tea", "ecsin --profiles team\\ file.yaml ");
}, { home: { ...home, "team file.yaml": "" } });

storyOfTab("behind -- nothing is completed, not even a file", async (tab) => {
  // The letter behind it shows that the first Tab was answered: keys are taken one after the other.
  await tab.completes("ecsin exec prod-web -- tea\tx", "ecsin exec prod-web -- teax");
}, { home: { ...home, team: "" } });

storyOfTab("a dash alone is the last place", async (tab) => {
  await tab.offers("ecsin -", /the last one: prod \/ web \/ app/, /-h|--cluster/);
}, {
  home: { ...home, ".local/state/ecsin/recents.json": JSON.stringify({ recents: [LAST] }) },
});

storyOfTab("AWS profiles come from AWS's files", async (tab) => {
  await tab.completes("ecsin --aws-profile sh", "ecsin --aws-profile shop\\ admin ");
  await tab.hasWords("ecsin", "--aws-profile", "shop admin");
  await tab.completes("ecsin --aws-profile=lab", "ecsin --aws-profile=lab-1 ");
}, {
  home: {
    ".aws/config": '[profile "shop admin"]\nregion = eu-central-1\n',
    ".aws/credentials": "[lab-1]\naws_access_key_id = AKIDEXAMPLE\n",
  },
});

storyOfTab("clusters, services and containers are those that --refresh has read", async (tab) => {
  const { shell } = tab;
  assert.match(
    await shell.line("ecsin completions --refresh"),
    /ecsin: names for Tab in eu-central-1: 2 clusters, 5 services, 1 family, 9 containers/,
  );
  await tab.completes("ecsin --cluster st", "ecsin --cluster staging ");
  await tab.leave();
  await tab.completes(
    "ecsin --cluster staging --service w",
    "ecsin --cluster staging --service web ",
  );
  await tab.leave();
  await tab.completes("ecsin prod-db --service=bil", "ecsin prod-db --service=billing ");
  await tab.leave();
  await tab.completes(
    "ecsin exec prod-db --container da",
    "ecsin exec prod-db --container datadog-agent ",
  );
  await tab.leave();
  await tab.completes(
    "ecsin --cluster prod --family d",
    "ecsin --cluster prod --family db-migrate ",
  );
}, { home, aws: () => startFakeAws(demoWorld()) });

Deno.test("Tab asks AWS nothing", async () => {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  const run = (...args: string[]) => runEcsin(args, { home, env: aws.env });
  assert.equal((await run("completions", "--refresh")).code, 0);
  const asked = aws.api.calls.length;
  const { code, stdout, stderr } = await run("__complete", "zsh", "--cluster", "");
  assert.deepEqual([code, stdout, stderr], [0, "prod\t\nstaging\t\n", ""]);
  assert.equal(aws.api.calls.length, asked);
});

Deno.test("a profiles file that is wrong leaves the commands", async () => {
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles: [\n");
  const { code, stdout, stderr } = await runEcsin(["__complete", "fish", "d"], { home });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^login\t.*\nexec\t.*\n[^]*^doctor\t/m);
});

Deno.test("ecsin completions without a shell it knows says how to turn each on", async () => {
  const zsh = await runEcsin(["completions"], { env: { SHELL: "/bin/zsh" } });
  assert.equal(zsh.code, 2);
  assert.match(zsh.stderr, /^ecsin: error: it is not said for which shell\n/);
  assert.match(zsh.stderr, /\n {2}next: eval "\$\(ecsin completions zsh\)"\n/);
  const ksh = await runEcsin(["completions", "ksh"]);
  assert.equal(ksh.code, 2);
  assert.match(ksh.stderr, /^ecsin: error: there are no completions for "ksh"\n/);
});

Deno.test("ecsin completions prints a script that its shell can read", async () => {
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    const { code, stdout, stderr } = await runEcsin(["completions", shell]);
    assert.deepEqual([code, stderr], [0, ""], shell);
    assert.ok(stdout.includes(`ecsin __complete ${shell} `), shell);
  }
});

/** The script as a file where the shell itself looks for it, and what makes the shell look. */
const FILES: Readonly<Record<string, { readonly file: string; readonly lines: string[] }>> = {
  "bash with bash-completion": {
    file: ".local/share/bash-completion/completions/ecsin",
    lines: [". /usr/share/bash-completion/bash_completion"],
  },
  zsh: {
    file: "functions/_ecsin",
    lines: [
      "unsetopt prompt_sp",
      "fpath=(~/functions $fpath)",
      "autoload -Uz compinit; compinit -u",
    ],
  },
  fish: { file: ".config/fish/completions/ecsin.fish", lines: [] },
};

for (const [name, { file, lines }] of Object.entries(FILES)) {
  const found = TAB_SHELLS.find((each) => each.name === name);
  Deno.test({
    ...needs(`the script is found as a file where ${name} looks for it`, ...found?.needs ?? []),
    async fn() {
      if (found === undefined) return;
      await using at = await Home.make();
      await at.write(".config/ecsin/profiles.yaml", PROFILES);
      const { stdout } = await runEcsin(["completions", name.split(" ")[0] ?? ""]);
      await at.write(file, stdout);
      const argv = found.argv.filter((word) => word !== "--no-config");
      await using tab = await openTab({ ...found, argv, lines }, at);
      await tab.completes("ecsin prod-w", "ecsin prod-web ");
      await tab.leave();
      await tab.completes("ecsin list --output=j", "ecsin list --output=json ");
    },
  });
}

Deno.test("ecsin completions --refresh says that names cannot be remembered", async () => {
  await using aws = startFakeAws(demoWorld());
  const env = { ...aws.env, XDG_STATE_HOME: "/proc/nowhere" };
  const { code, stdout, stderr } = await runEcsin(["completions", "--refresh"], { env });
  assert.deepEqual([code, stdout], [255, ""]);
  assert.match(stderr, /^ecsin: error: the names for Tab could not be written\n/);
});

Deno.test("ecsin completions --refresh reads one cluster, as a profile signs in", async () => {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles: {lab: {region: us-east-1}}\n");
  const args = ["completions", "--refresh", "lab", "--cluster", "staging"];
  const { code, stderr } = await runEcsin(args, { home, env: aws.env });
  assert.deepEqual([code, stderr], [
    0,
    "ecsin: names for Tab in us-east-1: 0 clusters, 2 services, 0 families, 3 containers\n",
  ]);
});
