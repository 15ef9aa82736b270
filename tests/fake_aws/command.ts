/**
 * Starts the session's command the way the agent does in a container: split into words, executed
 * directly, in a pty (amazon-ssm-agent 3.3, agent/session/shell/shell_unix.go). What the agent says
 * when that fails is Go's own wording, and users see it.
 */
import { Pty } from "./pty.ts";
import { splitCommand } from "./shlex.ts";

/** Where a command runs: the container's view of the machine. */
export interface Surroundings {
  /** Its environment, PATH included. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A command's words; a blank command means `sh`. Throws with the agent's text. */
export function commandWords(command: string): string[] {
  if (command.trim() === "") return ["sh"];
  let words: string[];
  try {
    words = splitCommand(command);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Failed to parse commands input: ${reason}\n`);
  }
  // The real agent indexes the first word unasked and its worker dies: Go's panic.
  if (words.length === 0) throw new Error("runtime error: index out of range [0] with length 0");
  return words;
}

/** The environment a command gets: the container's, TERM always, LANG unless it is set. */
export function commandEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const own = { ...env, TERM: "xterm-256color" };
  return (env["LANG"] ?? "") === "" ? { ...own, LANG: "C.UTF-8" } : own;
}

/** Starts the words in a fresh pty. Throws with the agent's text, which ends with a newline. */
export async function startInPty(argv: readonly string[], where: Surroundings): Promise<Pty> {
  const name = argv[0] ?? "";
  const failure = await whyNotExecutable(name, where);
  if (failure !== undefined) throw new Error(`Failed to start pty: ${failure}\n`);
  return await Pty.start(argv, commandEnv(where.env), where.cwd);
}

/** Go's reason why a program cannot be started: LookPath's without a slash, the kernel's with one. */
async function whyNotExecutable(name: string, where: Surroundings): Promise<string | undefined> {
  if (!name.includes("/")) {
    for (const folder of (where.env["PATH"] ?? "").split(":")) {
      const path = `${folder === "" ? "." : folder}/${name}`;
      if (name !== "" && await kind(path, where.cwd) === "executable") return undefined;
    }
    return `exec: ${JSON.stringify(name)}: executable file not found in $PATH`;
  }
  switch (await kind(name, where.cwd)) {
    case "missing":
      return `fork/exec ${name}: no such file or directory`;
    case "not executable":
      return `fork/exec ${name}: permission denied`;
    case "executable":
      return undefined;
  }
}

async function kind(
  path: string,
  cwd: string,
): Promise<"missing" | "not executable" | "executable"> {
  try {
    const info = await Deno.stat(path.startsWith("/") ? path : `${cwd}/${path}`);
    return info.isFile && ((info.mode ?? 0) & 0o111) !== 0 ? "executable" : "not executable";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return "missing";
    }
    throw error;
  }
}
