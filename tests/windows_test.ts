// What ecsin does otherwise on Windows, by the functions that take the system as a value.
import assert from "node:assert/strict";
import { stateFolder } from "../src/memory/folder.ts";
import { msysFailure } from "../src/msys.ts";
import { settingLine, unsettingLine } from "../src/pasteable.ts";
import { findProfiles } from "../src/profiles/find.ts";
import { folderOf } from "../src/profiles/replace_file.ts";
import { installLine } from "../src/session/open.ts";
import { pluginNames } from "../src/session/plugin.ts";

const env = (variables: Record<string, string>) => (name: string) => variables[name];
const USER = "C:\\Users\\me";

Deno.test("findProfiles() looks in %APPDATA%, or below %USERPROFILE%", () => {
  const file = `${USER}\\AppData\\Roaming\\ecsin\\profiles.yaml`;
  const roaming = env({ APPDATA: `${USER}\\AppData\\Roaming` });
  assert.deepEqual(findProfiles(undefined, roaming, "windows"), { file });
  assert.deepEqual(findProfiles(undefined, env({ USERPROFILE: USER }), "windows"), { file });
  assert.throws(() => findProfiles(undefined, env({}), "windows"), /no place to look/);
  assert.deepEqual(findProfiles("D:\\p.yaml", roaming, "windows"), {
    file: "D:\\p.yaml",
    namedBy: "--profiles",
  });
});

Deno.test("stateFolder() is in %LOCALAPPDATA%, or below %USERPROFILE%", () => {
  const folder = `${USER}\\AppData\\Local\\ecsin`;
  const local = { LOCALAPPDATA: `${USER}\\AppData\\Local`, XDG_STATE_HOME: "/elsewhere" };
  assert.equal(stateFolder(env(local), "windows"), folder);
  assert.equal(stateFolder(env({ USERPROFILE: USER, HOME: "/c/Users/me" }), "windows"), folder);
});

Deno.test("folderOf() knows backslashes and the root of a drive", () => {
  assert.equal(folderOf(`${USER}\\profiles.yaml`), USER);
  assert.equal(folderOf("C:/Users/me\\profiles.yaml"), "C:/Users/me");
  assert.equal(folderOf("C:\\profiles.yaml"), "C:\\");
  assert.equal(folderOf("profiles.yaml"), ".");
  assert.equal(folderOf("/profiles.yaml"), "/");
});

Deno.test("pluginNames() has the place where Windows' installer puts the plugin", () => {
  const file = "Amazon\\SessionManagerPlugin\\bin\\session-manager-plugin.exe";
  assert.deepEqual(pluginNames(env({}), "windows"), [
    "session-manager-plugin",
    `C:\\Program Files\\${file}`,
  ]);
  assert.equal(
    pluginNames(env({ ProgramFiles: "D:\\Programs" }), "windows")[1],
    `D:\\Programs\\${file}`,
  );
  assert.deepEqual(pluginNames(env({}), "linux"), ["session-manager-plugin"]);
  assert.match(installLine("windows"), /^winget /);
});

Deno.test("settingLine() and unsettingLine() are PowerShell's on Windows", () => {
  assert.equal(settingLine("A", "b", "windows"), "$env:A = 'b'");
  assert.equal(settingLine("A", "b", "darwin"), "export A=b");
  assert.equal(unsettingLine(["A", "B"], "windows"), "Remove-Item Env:A,Env:B");
  assert.equal(unsettingLine(["A", "B"], "linux"), "unset A B");
});

Deno.test("msysFailure() tells what Git Bash made of a path, and the line that says it right", () => {
  const git = env({ MSYSTEM: "MINGW64" });
  const next = (...argv: string[]) => msysFailure(argv, git, "windows")?.failure.next?.[0];
  assert.equal(
    next("web", "--shell", "C:/Program Files/Git/usr/bin/bash"),
    "MSYS_NO_PATHCONV=1 ecsin web --shell /bin/bash",
  );
  assert.equal(
    next("exec", "web", "--", "ls", "D:/PortableGit/app/my files"),
    "MSYS_NO_PATHCONV=1 ecsin exec web -- ls '/app/my files'",
  );
  assert.equal(
    next("web", "--shell=C:/msys64/bin/sh"),
    "MSYS_NO_PATHCONV=1 ecsin web --shell=/bin/sh",
  );
  // A path that a person may mean, another shell, another system.
  assert.equal(next("--profiles", "C:/Users/me/Git/profiles.yaml".replace("Git/", "")), undefined);
  assert.equal(next("exec", "web", "--", "C:\\app\\run.exe"), undefined);
  const argv = ["web", "--shell", "C:/Program Files/Git/usr/bin/bash"];
  assert.equal(msysFailure(argv, env({}), "windows"), undefined);
  assert.equal(msysFailure(argv, git, "linux"), undefined);
});
