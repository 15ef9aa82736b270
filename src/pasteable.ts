// Words as a person's shell takes them from a paste: each stays one word and means nothing else,
// whatever is in it.
import { environment } from "./environment.ts";
import { UNPRINTABLE } from "./printable.ts";

/** What no shell changes. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** What neither PowerShell nor cmd changes; a comma makes a list there, an @ at the start a splat. */
const WINDOWS_PLAIN = /^(?!@)[A-Za-z0-9_@+=:./\\-]+$/;
/** What PowerShell and cmd read alike between double quotes. */
const WINDOWS_QUOTABLE = /^[^"$`%!\u201c-\u201e]*[^"$`%!\\\u201c-\u201e]$/;
/** What the screen does not show as it is. */
const UNSEEN = new RegExp(`[${UNPRINTABLE}]`);

/**
 * One word as the system's shell takes it from a paste: a POSIX shell (`$'…'` only for control
 * characters: bash, zsh, ksh), on Windows PowerShell, and cmd where both read it alike.
 */
export function pasteable(word: string): string {
  return pasteableOn(shellSystem(), word);
}

/** The line that sets a variable of the environment. */
export function settingLine(name: string, value: string, os = shellSystem()): string {
  if (os === "windows") return `$env:${name} = ${inSingleQuotes(value)}`;
  return `export ${name}=${pasteableOn(os, value)}`;
}

/** The line that takes variables out of the environment. */
export function unsettingLine(
  names: readonly string[],
  os = shellSystem(),
  shell = environment("SHELL"),
): string {
  // fish has export, but no unset.
  const isFish = shell?.endsWith("/fish") === true;
  if (os !== "windows") return `${isFish ? "set -e" : "unset"} ${names.join(" ")}`;
  return `Remove-Item ${names.map((name) => `Env:${name}`).join(",")}`;
}

/** The line that shows who may do what with a file. */
export function rightsLine(path: string, os = shellSystem()): string {
  return `${os === "windows" ? "icacls" : "ls -l"} ${pasteableOn(os, path)}`;
}

/** The same of a folder, or of a file that may be one. */
export function folderRightsLine(path: string, os = shellSystem()): string {
  return `${os === "windows" ? "icacls" : "ls -ld"} ${pasteableOn(os, path)}`;
}

/** The line that lets its owner write a file. */
export function writableLine(path: string, os = shellSystem()): string {
  return os === "windows"
    ? `attrib -R ${pasteableOn(os, path)}`
    : `chmod u+w ${pasteableOn(os, path)}`;
}

/** The line that shows how full a folder's disk is; the current one by default. */
export function spaceLine(folder?: string, os = shellSystem()): string {
  if (os === "windows") return "Get-PSDrive -PSProvider FileSystem";
  return folder === undefined ? "df -h" : `df -h ${pasteableOn(os, folder)}`;
}

/** The line that shows a certificate of a file. */
export function certificateLine(path: string, os = shellSystem()): string {
  if (os === "windows") return `certutil -dump ${pasteableOn(os, path)}`;
  return `openssl x509 -in ${pasteableOn(os, path)} -noout -subject`;
}

/** The line that makes a PEM file of a DER one. */
export function pemLine(path: string, os = shellSystem()): string {
  const [from, to] = [path, `${path}.pem`].map((each) => pasteableOn(os, each));
  if (os === "windows") return `certutil -encode ${from} ${to}`;
  return `openssl x509 -inform der -in ${from} -out ${to}`;
}

/** The line that shows where a program is. */
export function whereLine(program: string, os = shellSystem()): string {
  return os === "windows"
    ? `where.exe ${pasteableOn(os, program)}`
    : `command -v ${pasteableOn(os, program)}`;
}

/** A line with a variable of the environment set for it; in PowerShell it stays set. */
export function lineWith(name: string, value: string, line: string, os = shellSystem()): string {
  return os === "windows"
    ? `${settingLine(name, value, os)}; ${line}`
    : `${name}=${pasteableOn(os, value)} ${line}`;
}

/** The line that shows the variables whose names begin so. */
export function variablesLine(beginning: string, os = shellSystem()): string {
  return os === "windows" ? `Get-ChildItem Env:${beginning}*` : `env | grep ^${beginning}`;
}

/** The line that shows what is set of proxies. */
export function proxiesLine(os = shellSystem()): string {
  return os === "windows" ? "Get-ChildItem Env:*_proxy" : "env | grep -i _proxy";
}

/** The line that shows whether the system keeps its clock right. */
export function clockLine(os = shellSystem()): string {
  if (os === "windows") return "w32tm /query /status";
  return os === "darwin" ? "sntp time.apple.com" : "timedatectl status";
}

/** The line that shows what time it is, for a look at another clock. */
export function timeLine(os = shellSystem()): string {
  return os === "windows" ? "(Get-Date).ToUniversalTime()" : "date -u";
}

/** A line for curl; to PowerShell 5 `curl` is a command of its own. */
export function curlLine(flags: string, url: string, os = shellSystem()): string {
  return `${os === "windows" ? "curl.exe" : "curl"} ${flags} ${pasteableOn(os, url)}`;
}

/** The line that gives a file another name. */
export function renameLine(from: string, to: string, os = shellSystem()): string {
  return `${os === "windows" ? "move" : "mv"} ${pasteableOn(os, from)} ${pasteableOn(os, to)}`;
}

/** The line that opens a file in an editor, at a line where the editor knows how. */
export function editLine(path: string, line: number, os = shellSystem()): string {
  return os === "windows"
    ? `notepad ${pasteableOn(os, path)}`
    : `vi +${line} ${pasteableOn(os, path)}`;
}

/** The line that ends a process. */
export function endLine(pid: number, os = shellSystem()): string {
  return os === "windows" ? `taskkill /PID ${pid}` : `kill ${pid}`;
}

/** A line with a stdin that ends at once. */
export function withoutInput(line: string, os = shellSystem()): string {
  return os === "windows" ? `$null | ${line}` : `${line} < /dev/null`;
}

/** A line that reads a file on stdin. */
export function readingLine(line: string, file: string, os = shellSystem()): string {
  const name = pasteableOn(os, file);
  return os === "windows" ? `Get-Content -Raw ${name} | ${line}` : `${line} < ${name}`;
}

/** Windows where the shell is one of its own; Git Bash and its kin quote as all POSIX shells do. */
function shellSystem(): typeof Deno.build.os {
  const { os } = Deno.build;
  return os === "windows" && environment("MSYSTEM") !== undefined ? "linux" : os;
}

/** The same for a system that is named. */
export function pasteableOn(os: typeof Deno.build.os, word: string): string {
  if (os === "windows") return forWindows(word);
  if (PLAIN.test(word)) return word;
  if (UNSEEN.test(word)) return `$'${[...word].map(escaped).join("")}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function forWindows(word: string): string {
  if (WINDOWS_PLAIN.test(word)) return word;
  if (WINDOWS_QUOTABLE.test(word)) return `"${word}"`;
  // PowerShell takes typographic single quotes for quotes too.
  return inSingleQuotes(word);
}

function inSingleQuotes(word: string): string {
  return `'${word.replaceAll(/['\u2018-\u201b]/g, (quote) => quote + quote)}'`;
}

function escaped(character: string): string {
  if (character === "'" || character === "\\") return `\\${character}`;
  if (!UNSEEN.test(character)) return character;
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
