// A shell that edits lines, with ecsin's completions turned on as `ecsin completions --help` says:
// a story types, presses Tab and looks at the screen.
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import { openShellWithEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { PROMPT, type Shell } from "./shell.ts";
import { KEY, type Terminal } from "./terminal.ts";
import { type Need, needs } from "../needs.ts";

const BASH_COMPLETION = "/usr/share/bash-completion/bash_completion";

/** A shell under test. */
export interface TabShell {
  readonly name: string;
  readonly argv: readonly string[];
  /** Typed first, one line after the other. */
  readonly lines: readonly string[];
  /** What a machine must have for it. */
  readonly needs: readonly Need[];
}

/** The shells that completions are tested in; a missing one's stories are skipped by name. */
export const TAB_SHELLS: readonly TabShell[] = [
  {
    name: "bash",
    argv: ["bash", "--norc", "--noprofile", "-i"],
    lines: ['eval "$(ecsin completions bash)"'],
    needs: ["bash"],
  },
  {
    name: "bash with bash-completion",
    argv: ["bash", "--norc", "--noprofile", "-i"],
    lines: [`. ${BASH_COMPLETION}`, 'eval "$(ecsin completions bash)"'],
    needs: ["bash", "bash-completion"],
  },
  {
    name: "zsh",
    argv: ["zsh", "--no-rcs", "--no-globalrcs", "-i"],
    lines: ["unsetopt prompt_sp", 'eval "$(ecsin completions zsh)"'],
    needs: ["zsh"],
  },
  {
    name: "fish",
    argv: ["fish", "--no-config", "-C", `function fish_prompt; printf '${PROMPT}'; end`],
    lines: ["ecsin completions fish | source"],
    needs: ["fish"],
  },
];

/** Tells a story in each shell. */
export function storyOfTab(
  name: string,
  tell: (tab: Tab) => Promise<void>,
  { home: files = {}, aws }: {
    /** Files below the home. */
    readonly home?: Readonly<Record<string, string>>;
    readonly aws?: () => FakeAws;
  } = {},
): void {
  for (const shell of TAB_SHELLS) {
    Deno.test({
      ...needs(`${name} (${shell.name})`, "unix", "stty", ...shell.needs),
      async fn() {
        await using fake = aws?.();
        await using home = await Home.make();
        for (const [file, text] of Object.entries(files)) await home.write(file, text);
        await using tab = await openTab(shell, home, fake?.env);
        await tell(tab);
      },
    });
  }
}

/** Starts a shell and types its lines. */
export async function openTab(
  kind: TabShell,
  home: Home,
  env: Readonly<Record<string, string>> = {},
): Promise<Tab> {
  const shell = await openShellWithEcsin({ home, shell: kind.argv, env, columns: 120 });
  for (const line of kind.lines) await shell.line(line);
  return new Tab(kind, shell);
}

/** A shell at its prompt, with completions on. */
export class Tab implements AsyncDisposable {
  readonly terminal: Terminal;

  constructor(readonly kind: TabShell, readonly shell: Shell) {
    this.terminal = shell.terminal;
  }

  /** Types the beginning of a line and presses Tab; waits until the line is `whole`. */
  async completes(typed: string, whole: string): Promise<void> {
    await this.terminal.type(typed + KEY.tab);
    await this.terminal.waitUntil(
      () => this.lineNow().startsWith(whole),
      `${this.kind.name} to complete ${JSON.stringify(typed)} to ${JSON.stringify(whole)}`,
    );
  }

  /** Types the beginning of a line and presses Tab, twice where bash wants that to list. */
  async offers(typed: string, ...shown: readonly (string | RegExp)[]): Promise<void> {
    await this.terminal.type(typed + KEY.tab);
    if (this.kind.name.startsWith("bash")) await this.terminal.type(KEY.tab);
    for (const each of shown) await this.terminal.waitFor(each);
  }

  /** The line at the cursor, without the prompt. */
  lineNow(): string {
    const { row } = this.terminal.cursor;
    const line = this.terminal.screen()[row] ?? "";
    return line.startsWith(PROMPT) ? line.slice(PROMPT.length) : line;
  }

  /** Waits until the line at the cursor, put behind a `printf`, is these words to the shell. */
  async hasWords(...words: readonly string[]): Promise<void> {
    const mark = this.terminal.mark();
    await this.terminal.type(`${KEY.ctrlA}printf '<%s>' ${KEY.ctrlE}; echo${KEY.enter}`);
    await this.terminal.waitFor(words.map((word) => `<${word}>`).join(""));
    await this.terminal.waitForOutput(PROMPT, mark);
  }

  /**
   * Goes on to a new prompt: the line is run as words of `:`, which does nothing. Ctrl-C may come
   * too early, when the shell has drawn the line and does not yet read keys.
   */
  async leave(): Promise<void> {
    const mark = this.terminal.mark();
    await this.terminal.type(`${KEY.ctrlA}: ${KEY.enter}`);
    await this.terminal.waitForOutput(PROMPT, mark);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shell[Symbol.asyncDispose]();
  }
}
