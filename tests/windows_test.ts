// What ecsin does otherwise on Windows, by the functions that take the system as a value.
import assert from "node:assert/strict";
import { notWritten, stateFolder } from "../src/memory/folder.ts";
import { msysFailure } from "../src/msys.ts";
import * as lines from "../src/pasteable.ts";
import { settingLine, unsettingLine } from "../src/pasteable.ts";
import { findProfiles } from "../src/profiles/find.ts";
import { below, folderOf, isAbsolute, nameOf, safeSearch, searchPath } from "../src/paths.ts";

import { installLine } from "../src/session/open.ts";
import { pluginNames } from "../src/session/plugin.ts";
import { filesBelow, textOf } from "./house/graph.ts";

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

Deno.test("folderOf() and nameOf() know backslashes, and the root of a drive", () => {
  const folder = (path: string) => folderOf(path, "windows");
  assert.equal(folder(`${USER}\\profiles.yaml`), USER);
  assert.equal(folder("C:/Users/me\\profiles.yaml"), "C:/Users/me");
  assert.equal(folder("C:\\profiles.yaml"), "C:\\");
  assert.equal(folder("C:\\"), "C:\\");
  assert.equal(folder("profiles.yaml"), ".");
  assert.equal(folderOf("/profiles.yaml", "linux"), "/");
  assert.equal(folderOf("/home/a\\b", "linux"), "/home");
  assert.equal(nameOf("C:\\tools/vim.exe", "windows"), "vim.exe");
  assert.equal(nameOf("/home/a\\b", "linux"), "a\\b");
});

Deno.test("below() joins with the system's own separator, and with no two", () => {
  assert.equal(below("C:\\Users\\me\\", ".aws/cli/cache", "windows"), `${USER}\\.aws\\cli\\cache`);
  assert.equal(below("C:\\", "a", "windows"), "C:\\a");
  assert.equal(below("/", "a/b", "linux"), "/a/b");
  assert.equal(below("/home/a\\", "b", "linux"), "/home/a\\/b");
  assert.ok(isAbsolute("D:/x", "windows") && isAbsolute("\\\\server\\x", "windows"));
  assert.ok(!isAbsolute("D:x", "windows") && !isAbsolute("D:\\x", "linux"));
  assert.deepEqual(searchPath(env({ PATH: "C:\\a;C:\\b" }), "windows"), ["C:\\a", "C:\\b"]);
  const search = (PATH: string, os: "linux" | "windows") => safeSearch(env({ PATH }), os).PATH;
  assert.equal(search('C:\\a;;.;b\\c;"D:\\e f";', "windows"), 'C:\\a;"D:\\e f"');
  assert.equal(search("C:\\a;C:\\b", "windows"), undefined);
  assert.equal(search(":/usr/bin:.:bin:/bin:", "linux"), "/usr/bin:/bin");
  assert.equal(search(".", "linux"), "/dev/null");
  assert.equal(search("", "linux"), "/dev/null");
});

Deno.test("every line to paste that the system's own programs are in has one for Windows", () => {
  const path = `${USER}\\a file`;
  const [os, word] = ["windows" as const, `"${path}"`];
  assert.deepEqual([
    lines.rightsLine(path, os),
    lines.folderRightsLine(path, os),
    lines.writableLine(path, os),
    lines.spaceLine(path, os),
    lines.certificateLine(path, os),
    lines.whereLine("psql", os),
    lines.lineWith("EDITOR", "it's", "ecsin profile edit", os),
    lines.variablesLine("AWS_", os),
    lines.proxiesLine(os),
    lines.clockLine(os),
    lines.timeLine(os),
    lines.curlLine("-fLO", "https://example.com/a?b=c&d", os),
    lines.renameLine(path, "b", os),
    lines.editLine(path, 3, os),
    lines.endLine(7, os),
    lines.withoutInput("ecsin exec web -- cat", os),
    lines.readingLine("ecsin exec web -- sh", path, os),
  ], [
    `icacls ${word}`,
    `icacls ${word}`,
    `attrib -R ${word}`,
    "Get-PSDrive -PSProvider FileSystem",
    `certutil -dump ${word}`,
    "where.exe psql",
    "$env:EDITOR = 'it''s'; ecsin profile edit",
    "Get-ChildItem Env:AWS_*",
    "Get-ChildItem Env:*_proxy",
    "w32tm /query /status",
    "(Get-Date).ToUniversalTime()",
    'curl.exe -fLO "https://example.com/a?b=c&d"',
    `move ${word} b`,
    `notepad ${word}`,
    "taskkill /PID 7",
    "$null | ecsin exec web -- cat",
    `Get-Content -Raw ${word} | ecsin exec web -- sh`,
  ]);
  assert.deepEqual(notWritten(env({ LOCALAPPDATA: USER }), os), {
    why: `nothing can be written into ${USER}\\ecsin`,
    next: lines.folderRightsLine(`${USER}\\ecsin`),
  });
});

/** Where a line to paste may be Unix's: it is run in a container, or by a package manager of Unix. */
const UNIX_LINES = /ecsin exec|sudo (apt-get|dnf|pacman|apk)|\.deb/;

Deno.test("no line to paste is Unix's alone, and no path is joined, but where both systems are known", async () => {
  const unix =
    /next: *\[?\s*["`](ls|df|chmod|cat|mv|cp|rm|env|export|date|curl|kill|vi|openssl|sudo) /;
  for (const path of await filesBelow("src/", (name) => name.endsWith(".ts"))) {
    const text = await textOf(path);
    const found = text.split("\n").filter((line) => unix.test(line) && !UNIX_LINES.test(line));
    assert.deepEqual(found, [], path);
    if (path === "src/paths.ts") continue;
    assert.doesNotMatch(text, /lastIndexOf\("\\\\"\)|\? "\\\\" : "\/"/, path);
  }
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
  assert.equal(unsettingLine(["A", "B"], "linux", "/bin/zsh"), "unset A B");
  assert.equal(unsettingLine(["A", "B"], "darwin", "/opt/bin/fish"), "set -e A B");
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
