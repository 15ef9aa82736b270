// The person's editor: which one, and how it is started.
import type { Context } from "../../entry/context.ts";
import { lineWith, settingLine } from "../../pasteable.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { leaveToChild } from "../../signals.ts";
import { nameOf, safeSearch } from "../../paths.ts";

/** An editor's words, and the variable that gave them. */
export interface Editor {
  readonly words: readonly string[];
  readonly from: string;
}

/** These take `+LINE` in front of the file. */
const TAKES_LINE = new Set(["vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe"]);

/** $VISUAL, $EDITOR, or the system's own. */
export function findEditor({ env }: Pick<Context, "env">): Editor {
  for (const name of ["VISUAL", "EDITOR"] as const) {
    const line = env(name);
    if (line === undefined || line.trim() === "") continue;
    const words = splitWords(line);
    if (words === undefined || words.length === 0) throw lineWrong(name, line);
    return { words, from: `$${name}` };
  }
  return { words: [usual()], from: "the usual editor" };
}

function usual(): string {
  return Deno.build.os === "windows" ? "notepad" : "vi";
}

/**
 * Words as a shell splits them: blanks, quotes, and backslashes except on Windows, whose paths are
 * made of them. Undefined where a quote is left open.
 */
export function splitWords(
  line: string,
  os: typeof Deno.build.os = Deno.build.os,
): readonly string[] | undefined {
  const words: string[] = [];
  const piece = os === "windows"
    ? /(\s+)|'([^']*)'|"([^"]*)"|([^\s'"]+)/gy
    : /(\s+)|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)/gy;
  let isOpen = false;
  let at = 0;
  for (const [all, blank, ...texts] of line.matchAll(piece)) {
    at += all.length;
    if (blank !== undefined) isOpen = false;
    if (blank !== undefined) continue;
    const isDouble = os !== "windows" && all.startsWith('"');
    const text = texts.find((each) => each !== undefined) ?? "";
    const plain = isDouble ? text.replaceAll(/\\([$`"\\\n])/g, "$1") : text;
    if (isOpen) words.push((words.pop() ?? "") + plain);
    else words.push(plain);
    isOpen = true;
  }
  return at === line.length ? words : undefined;
}

/** Runs the editor on a file to its end; gives its exit code. */
export async function runEditor(
  { words, from }: Editor,
  file: string,
  line: number | undefined,
): Promise<number> {
  const [program = "", ...args] = words;
  const name = nameOf(program);
  const at = line !== undefined && TAKES_LINE.has(name) ? [`+${line}`] : [];
  const { saveTerminal } = await import("../../terminal/tty.ts");
  const restore = await saveTerminal();
  // Ctrl-C is for the editor.
  const takeBack = leaveToChild(["SIGINT"]);
  try {
    const command = new Deno.Command(program, {
      args: [...args, ...at, file],
      env: safeSearch(),
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    });
    return (await command.spawn().status).code;
  } catch (error) {
    throw new EcsinError({
      id: "editor-not-started",
      what: `${from}, ${program}, cannot be started`,
      why: error instanceof Deno.errors.NotFound
        ? "there is no such program"
        : error instanceof Error
        ? error.message
        : String(error),
      next: lineWith(
        from === "$VISUAL" ? "VISUAL" : "EDITOR",
        program !== usual() ? usual() : Deno.build.os === "windows" ? "write" : "nano",
        "ecsin profile edit",
      ),
      exitCode: EXIT.usage,
    });
  } finally {
    await takeBack();
    await restore();
  }
}

function lineWrong(name: string, line: string): EcsinError {
  return new EcsinError({
    id: "editor-wrong",
    what: `$${name} cannot be split into words`,
    why: `a quote is left open: ${line}`,
    next: settingLine(name, usual()),
    exitCode: EXIT.usage,
  });
}
