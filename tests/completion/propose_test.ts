import assert from "node:assert/strict";
import { buildCommand, buildRouteMap } from "@stricli/core";
import { plainTree } from "../../src/commands/complete/plain_tree.ts";
import { propose } from "../../src/completion/propose.ts";
import { namesPlace, rememberNames } from "../../src/memory/names.ts";
import { Home } from "../stories/home.ts";

interface Flags {
  readonly cluster?: string;
  readonly service?: string;
  readonly awsProfile?: string;
  readonly region?: string;
  readonly profiles?: string;
  readonly userName?: string;
  readonly level?: "low" | "high";
  readonly verbose: boolean;
  readonly warn: boolean;
}

const text = { kind: "parsed", parse: String, brief: "A text", optional: true } as const;
const login = buildCommand<Flags, [string?]>({
  docs: { brief: "Log in" },
  parameters: {
    flags: {
      cluster: text,
      service: text,
      awsProfile: text,
      region: text,
      profiles: { ...text, placeholder: "FILE" },
      userName: { ...text, hidden: true },
      level: { kind: "enum", values: ["low", "high"], brief: "How much", optional: true },
      verbose: { kind: "boolean", brief: "Tell more", default: false },
      warn: { kind: "boolean", brief: "Tell risks", default: true },
    },
    aliases: { l: "level", V: "verbose" },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Its name", placeholder: "profile", parse: String, optional: true }],
    },
  },
  func: () => {},
});
const run = buildCommand<{ readonly all: boolean }, string[]>({
  docs: { brief: "Run words" },
  parameters: {
    flags: { all: { kind: "boolean", brief: "Everywhere", default: false } },
    positional: {
      kind: "array",
      parameter: { brief: "Profile, then words", placeholder: "words", parse: String },
    },
  },
  func: () => {},
});
const commands = buildRouteMap({
  routes: {
    login,
    run,
    profile: buildRouteMap({
      routes: { showOne: login, kept: run },
      docs: { brief: "Profiles" },
    }),
    inner: login,
  },
  docs: { brief: "A program", hideRoute: { inner: true } },
});
const root = await plainTree(commands, "login");

const PROFILES = `profiles:
  web: {description: "The\\tshop", cluster: prod, service: web, awsProfile: shop}
  run: {cluster: prod}
`;

/** The texts of an offer for words, the last of which is at the cursor. */
async function texts(words: readonly string[], env: Record<string, string> = {}) {
  const offer = await propose({
    root,
    env: (name) => env[name],
    before: words.slice(0, -1),
    word: words.at(-1) ?? "",
  });
  return offer.kind === "files" ? "files" : offer.words.map(({ text }) => offer.prefix + text);
}

Deno.test("propose() offers commands of every depth from the tree, and no hidden one", async () => {
  assert.deepEqual(await texts([""]), ["login", "run", "profile"]);
  assert.deepEqual(await texts(["profile", ""]), ["show-one", "kept"]);
  assert.deepEqual(await texts(["profile", "showOne", "--level", ""]), ["low", "high"]);
  assert.deepEqual(await texts(["profile", "show-one", "--level", ""]), ["low", "high"]);
  assert.deepEqual(await texts(["profile", "unknown", ""]), []);
});

Deno.test("propose() offers flags that are not given yet, and none that is hidden", async () => {
  const all = [
    ...["--cluster", "--service", "--aws-profile", "--region", "--profiles", "--level"],
    ...["--verbose", "--warn", "--no-warn"],
  ];
  assert.deepEqual(await texts(["login", "--"]), [...all, "--help"]);
  assert.deepEqual(await texts(["-"]), [...all, "-l", "-V", "--help", "--version"]);
  const left = await texts(["-Vl", "low", "--cluster=x", "--no-warn", "--"]);
  assert.deepEqual(left, [...all.slice(1, 5), "--help"]);
});

Deno.test("propose() offers values of the flag that is open, in all of its forms", async () => {
  const values = ["low", "high"];
  assert.deepEqual(await texts(["web", "--level", "h"]), values);
  assert.deepEqual(await texts(["-Vl", ""]), values);
  assert.deepEqual(await texts(["--level=h"]), ["--level=low", "--level=high"]);
  assert.deepEqual(await texts(["--unknown=h"]), []);
  assert.equal(await texts(["--profiles", ""]), "files");
  assert.equal(await texts(["--profiles=x"]), "files");
});

Deno.test("propose() offers nothing behind --, and -- behind a profile", async () => {
  assert.deepEqual(await texts(["run", "web", "--", ""]), []);
  assert.deepEqual(await texts(["run", "web", "--", "--a"]), []);
  assert.deepEqual(await texts(["run", "web", ""]), ["--"]);
});

Deno.test("propose() offers profiles as first words, unless they are called as a command", async () => {
  await using home = await Home.make();
  const env = { ECSIN_PROFILES: await home.write("p.yaml", PROFILES) };
  assert.deepEqual(await texts([""], env), ["web", "login", "run", "profile"]);
  assert.deepEqual(await texts(["login", ""], env), ["web", "run"]);
  assert.deepEqual(await texts(["run", ""], env), ["web", "run"]);
  assert.deepEqual(await texts(["login", "--profiles", env.ECSIN_PROFILES, ""]), ["web", "run"]);
});

Deno.test("propose() lets no control character of a description through", async () => {
  await using home = await Home.make();
  const file = await home.write("p.yaml", PROFILES);
  const offer = await propose({
    root,
    env: (name) => name === "ECSIN_PROFILES" ? file : undefined,
    before: ["login"],
    word: "",
  });
  assert.deepEqual(offer.kind === "words" && offer.words[0], { text: "web", about: "The shop" });
});

Deno.test("propose() offers names of the identity, region and cluster that the line means", async () => {
  await using home = await Home.make();
  const env: Record<string, string> = {
    XDG_STATE_HOME: `${home.path}/state`,
    ECSIN_PROFILES: await home.write("p.yaml", PROFILES),
    AWS_CONFIG_FILE: await home.write("config", "[profile shop]\nregion = eu-west-1\n"),
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_REGION: "eu-central-1",
  };
  const read = (name: string) => env[name];
  const place = (source: Parameters<typeof namesPlace>[0]["source"], region: string) =>
    namesPlace({ source, remarks: [], flags: [] }, region, read);
  await rememberNames(read, place({ kind: "chain" }, "eu-central-1"), {
    "clusters": ["prod", "lab"],
    "services prod": ["service web", "family migrate"],
    "services lab": ["service lab-web"],
  });
  const shop = { kind: "awsProfile", awsProfile: "shop", from: "" } as const;
  await rememberNames(read, place(shop, "eu-west-1"), {
    "clusters": ["shop-prod"],
    "services prod": ["service till"],
  });
  assert.deepEqual(await texts(["--cluster", ""], env), ["prod", "lab"]);
  assert.deepEqual(await texts(["--service", ""], env), ["web", "lab-web"]);
  // Places as one word, once the word begins one.
  const paths = ["prod/web", "prod/migrate"];
  assert.deepEqual((await texts(["run", "pro"], env)).slice(2), paths);
  assert.deepEqual((await texts(["run", "prod/"], env)).slice(2), paths);
  assert.deepEqual((await texts(["run", "lab/l"], env)).slice(2), ["lab/lab-web"]);
  assert.deepEqual(await texts(["--cluster", "lab", "--service", ""], env), ["lab-web"]);
  const arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/prod";
  assert.deepEqual(await texts(["--cluster", arn, "--service", ""], env), ["web"]);
  assert.deepEqual(await texts(["--region", "us-east-1", "--cluster", ""], env), []);
  assert.deepEqual(await texts(["--region", "nonsense", "--cluster", ""], env), []);
  // By flag, or by the profile that is named first: another identity, another region.
  delete env["AWS_REGION"];
  assert.deepEqual(await texts(["--aws-profile", "shop", "--cluster", ""], env), ["shop-prod"]);
  assert.deepEqual(await texts(["web", "--service", ""], env), ["till"]);
  assert.deepEqual(await texts(["--region", ""], env), ["eu-west-1"]);
});
