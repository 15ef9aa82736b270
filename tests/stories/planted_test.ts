// Another user of the same machine writes into the temporary folder, and into whatever lies above
// and beside ecsin: code under every name that any part of ecsin could ask for. None of it is run,
// nor even waited for, whatever the command.
import assert from "node:assert/strict";
import { namesAskedFor } from "../../tools/packages.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { putAlone } from "./alone.ts";
import { runPermissions } from "../../tools/permissions.ts";
import { runProgram, withDeno } from "./ecsin.ts";
import {
  AROUND,
  everyCommand,
  HOMELESS,
  HOMELESS_LINES,
  smallestAccount,
  THERE,
} from "./every_command.ts";
import { Home } from "./home.ts";
import { openTerminal } from "./terminal.ts";

/** Puts code in the way of whoever searches for a package in `folder`. */
async function plant(folder: string, names: readonly string[], mark: string): Promise<void> {
  const code = `require("node:fs").appendFileSync(${JSON.stringify(mark)}, __filename + "\\n");\n`;
  await Deno.mkdir(folder, { recursive: true });
  for (const name of names) {
    const own = `${folder}/node_modules/${name}`;
    await Deno.mkdir(own, { recursive: true });
    await Deno.writeTextFile(`${own}/index.js`, code);
    await Deno.writeTextFile(
      `${own}/package.json`,
      JSON.stringify({
        name,
        type: "commonjs",
        exports: { ".": "./index.js", "./*": "./index.js" },
      }),
    );
  }
  // A package asks for itself by its own name: the first package.json above says which that is.
  await Deno.writeTextFile(`${folder}/bufferutil.js`, code);
  await Deno.writeTextFile(
    `${folder}/package.json`,
    JSON.stringify({ name: "bufferutil", type: "commonjs", exports: "./bufferutil.js" }),
  );
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    JSON.stringify({ imports: Object.fromEntries(names.map((n) => [n, "./bufferutil.js"])) }),
  );
  await Deno.writeTextFile(`${folder}/.npmrc`, "registry=http://127.0.0.1:9/\n");
  await Deno.writeTextFile(`${folder}/.env`, "NODE_OPTIONS=--require ./bufferutil.js\n");
}

Deno.test(
  needs("nothing that is planted around ecsin is run, whatever the command", "unix", "mkfifo"),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const shared = `${home.path}/shared`;
    const mark = `${home.path}/mark`;
    // As a compiled program has it: its parts are below the temporary folder.
    const { folder, command } = await putAlone(`${shared}/deno-compile-ecsin/bundle`);
    const cwd = `${shared}/work`;
    const names = await namesAskedFor();
    assert.ok(names.includes("bufferutil") && names.includes("utf-8-validate"));
    for (const each of [home.path, shared, `${shared}/deno-compile-ecsin`, folder, cwd]) {
      await plant(each, names, mark);
    }
    const { success } = await new Deno.Command("mkfifo", {
      args: [`${shared}/deno-compile-ecsin.cache`],
    }).output();
    assert.ok(success);
    const options = { home, cwd, env: { ...aws.env, ...AROUND, TMPDIR: shared } };
    for (const line of await everyCommand()) {
      const { signal, stderr } = await runProgram([...command, ...line], options);
      assert.deepEqual(
        [signal, await marked(mark)],
        [undefined, ""],
        `${line.join(" ")}: ${stderr}`,
      );
    }
    const login = [...command, "login", ...THERE, "--session", "native"];
    await using terminal = await openTerminal(login, options);
    await terminal.waitForOutput(/[$#] $/);
    await terminal.type("exit\r");
    assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
    assert.equal(await marked(mark), "");
  },
);

/** Programs that ecsin starts by their names alone. */
const STARTED = [
  ..."cat dd sh stty session-manager-plugin xdg-open wslview ss lsof ps dpkg rpm pacman apk"
    .split(" "),
  "tool",
];

Deno.test(
  needs(
    "no program of the folder where ecsin was started is run, though PATH has it as ., relative or empty",
    "unix",
  ),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const { command } = await putAlone(`${home.path}/program`);
    const mark = `${home.path}/mark`;
    const cwd = `${home.path}/work`;
    for (const name of STARTED) {
      for (const folder of [cwd, `${cwd}/below`]) {
        await Deno.mkdir(folder, { recursive: true });
        const script = `#!/bin/sh\necho "$0" >>'${mark}'\necho 1.3.0.0\n`;
        await Deno.writeTextFile(`${folder}/${name}`, script, { mode: 0o755 });
      }
    }
    await home.program("xdg-open", "#!/bin/sh\n");
    await home.write(".aws/config", "[profile tool]\ncredential_process = tool\n");
    const ends = [":.:below:", "::below:."];
    const PATH = `${ends[0]}${home.path}/bin:/usr/bin:/bin${ends[1]}`;
    const env = { ...aws.env, ...AROUND, DISPLAY: ":9", PATH };
    const asTool = ["list", "clusters", "--aws-profile", "tool"];
    for (const line of [...await everyCommand(), ["profile", "edit"], asTool]) {
      const more = line.join(" ") === "profile edit" ? { EDITOR: "tool" } : {};
      const { signal, stderr } = await runProgram([...command, ...line], {
        home,
        cwd,
        env: { ...env, ...more },
      });
      assert.deepEqual(
        [signal, await marked(mark)],
        [undefined, ""],
        `${line.join(" ")}: ${stderr}`,
      );
    }
    const login = [...command, "login", ...THERE];
    await using terminal = await openTerminal(login, { home, cwd, env });
    await terminal.waitForOutput(/[$#] $/);
    await terminal.type("exit\r");
    assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
    assert.equal(await marked(mark), "");
  },
);

Deno.test(
  needs("a clone is led by its own configuration, whatever the folders above it say", "unix", "cp"),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const clone = `${home.path}/shared/clone`;
    await Deno.mkdir(clone, { recursive: true });
    const root = new URL("../../", import.meta.url).pathname;
    const parts = ["deno.json", "deno.lock", "main.ts", "src"].map((each) => `${root}${each}`);
    const copied = await new Deno.Command("cp", { args: ["-R", ...parts, clone] }).output();
    assert.ok(copied.success);
    const names = Object.keys(JSON.parse(await Deno.readTextFile(`${clone}/deno.json`)).imports);
    const imports = Object.fromEntries(names.map((each) => [each, "./theirs.ts"]));
    await home.write("shared/theirs.ts", "export default 1;\n");
    await home.write("shared/deno.json", JSON.stringify({ workspace: ["*"], imports }));
    await home.write("shared/package.json", JSON.stringify({ workspaces: ["*"] }));
    await home.write("shared/.npmrc", "registry=http://127.0.0.1:9/\n");
    const words = ["run", "--quiet", "--cached-only", ...runPermissions(), "main.ts"];
    const ran = await runProgram(
      [Deno.execPath(), ...words, "list", "clusters", "-o", "tsv"],
      await withDeno({ home, cwd: clone, env: aws.env }),
    );
    assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    assert.match(ran.stdout, /\nprod\t/);
  },
);

/** What a program without a home might take for one, where it was started. */
const TAKEN_FOR_HOME = [".", "~", "undefined", "null", "$HOME", "root"];

Deno.test(
  needs("without a home, no folder of the place where ecsin was started stands in for it", "unix"),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const { command } = await putAlone(`${home.path}/program`);
    const [cwd, mark] = [`${home.path}/work`, `${home.path}/mark`];
    const runs = `credential_process = sh -c "echo ran >>${mark}"`;
    for (const taken of TAKEN_FOR_HOME) {
      await home.write(`work/${taken}/.aws/config`, `[default]\n${runs}\n[profile theirs]\n`);
      await home.write(`work/${taken}/.aws/credentials`, `[default]\n${runs}\n`);
      for (const folder of ["ecsin", ".config/ecsin"]) {
        await home.write(
          `work/${taken}/${folder}/profiles.yaml`,
          "profiles: {theirs: {cluster: prod}}\n",
        );
      }
      await home.write(`work/${taken}/.config/ecsta.json`, '{"cluster": "theirs"}');
      await home.write(`work/${taken}/.local/state/ecsin/recents.json`, '[{"cluster": "theirs"}]');
    }
    const options = { home, cwd, env: { ...aws.env, ...AROUND, ...HOMELESS } };
    const lines = HOMELESS_LINES.map((line) => [undefined, line] as const);
    const [asked = []] = HOMELESS_LINES;
    const relative = [".", "~", "$HOME"].map((each) => [each, asked] as const);
    const listed = ["profile", "list"];
    for (const [HOME, line] of [...lines, ...relative, [".", listed] as const]) {
      const env = { ...options.env, HOME };
      const { signal, stdout, stderr } = await runProgram([...command, ...line], {
        ...options,
        env,
      });
      const said = `HOME=${HOME} ${line.join(" ")}: ${stdout}${stderr}`;
      assert.deepEqual([signal, await marked(mark)], [undefined, ""], said);
      assert.doesNotMatch(said, /theirs/);
    }
    // The same line with a home has it run: the mark is a mark.
    const env = { ...options.env, HOME: `${cwd}/~` };
    await runProgram([...command, "list", "clusters"], { ...options, env });
    assert.equal(await marked(mark), "ran\n");
  },
);

Deno.test(
  needs(
    "a pipe in the place of a file that ecsin looks for where it was started holds up nothing",
    "unix",
    "mkfifo",
  ),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const { command } = await putAlone(`${home.path}/program`);
    const names = [".ecsin.yaml", "ecsin.yaml", ".ecsin.yml", ".git", "deno.json", "package.json"];
    const cwd = `${home.path}/work/below`;
    await Deno.mkdir(`${cwd}/copilot`, { recursive: true });
    for (const name of [...names, "copilot/.workspace", ".env", ".npmrc"]) {
      const made = await new Deno.Command("mkfifo", { args: [`${cwd}/${name}`] }).output();
      assert.ok(made.success, name);
    }
    const options = { home, cwd, deadlineMs: 20_000, env: { ...aws.env, ...AROUND } };
    const lines = [
      ["list", "clusters"],
      ["profile", "list"],
      ["profile", "import"],
      ["profile", "trust"],
      ["profile", "validate", ".ecsin.yaml"],
      ["doctor", ...THERE],
      ["__complete", "zsh", "exec", ""],
      ["exec", ...THERE, "--", "true"],
    ];
    for (const line of lines) {
      const { signal, stderr } = await runProgram([...command, ...line], options);
      assert.equal(signal, undefined, `${line.join(" ")}: ${stderr}`);
    }
  },
);

async function marked(mark: string): Promise<string> {
  try {
    return await Deno.readTextFile(mark);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
