// `ecsin completions SHELL`: the script that makes a shell ask ecsin on Tab; with --refresh the names
// that Tab knows are read from AWS, which Tab itself never asks.
import { buildCommand } from "@stricli/core";
import { EcsinError, EXIT } from "../../error.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { CompletionsFlags } from "./flags.ts";

/** The line that makes a shell complete, for the shell's start-up file. */
const LINES = {
  bash: 'eval "$(ecsin completions bash)"',
  zsh: 'eval "$(ecsin completions zsh)"',
  fish: "ecsin completions fish | source",
  powershell: "ecsin completions powershell | Out-String | Invoke-Expression",
} as const;

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** The command. */
export const completions = buildCommand<CompletionsFlags, [string?], Context>({
  docs: {
    brief: "Print the script that completes commands, profiles and names on Tab",
    fullDescription: [
      "Print the script that makes your shell complete ecsin's commands, flags, profiles and the",
      "names of AWS profiles, clusters, services and containers. One line in the shell's start-up",
      "file turns it on:",
      "",
      `  ~/.bashrc                    ${LINES.bash}`,
      `  ~/.zshrc                     ${LINES.zsh}`,
      `  ~/.config/fish/config.fish   ${LINES.fish}`,
      `  $PROFILE                     ${LINES.powershell}`,
      "",
      "Tab never asks AWS: it knows the names that the pickers have seen. To read them at once:",
      "",
      "  ecsin completions --refresh               as you are signed in now",
      "  ecsin completions --refresh prod-web      as that profile signs in",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: `${SHELLS.join(", ")}; with --refresh a profile`,
        placeholder: "shell",
        parse: String,
        optional: true,
        proposeCompletions: () => SHELLS,
      }],
    },
    flags: {
      refresh: {
        kind: "boolean",
        brief: "Read the names for Tab from AWS now",
        default: false,
        withNegated: false,
      },
      cluster: TARGET_FLAGS.cluster,
      profiles: TARGET_FLAGS.profiles,
      ...AWS_FLAGS,
    },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, word) {
    if (flags.refresh) {
      const { refreshNames } = await import("./refresh_names.ts");
      return await refreshNames(this, flags, word);
    }
    const { refuseIdle } = await import("../../entry/idle_flags.ts");
    refuseIdle(this.argv, [{
      flags: [
        ...["--cluster NAME", "--profiles FILE", "--aws-profile NAME", "--region REGION"],
        "--endpoint-url URL",
      ],
      when: true,
      why: "it is for --refresh: a shell's script is the same for all",
    }]);
    const shell = SHELLS.find((each) => each === word);
    if (shell === undefined) throw noShell(word, this.env("SHELL"));
    const [{ scriptOf }, { print }] = await Promise.all([
      import("../../completion/scripts.ts"),
      import("../../terminal/say.ts"),
    ]);
    print(scriptOf(shell));
  },
});

/** The shell that the person uses comes first in what to do next. */
function noShell(word: string | undefined, used: string | undefined): EcsinError {
  const name = used?.slice(used.lastIndexOf("/") + 1);
  const own = SHELLS.filter((each) => each === name);
  return new EcsinError({
    id: "completions-shell",
    what: word === undefined
      ? "it is not said for which shell"
      : `there are no completions for "${word}"`,
    why: `ecsin completes in ${SHELLS.slice(0, -1).join(", ")} and ${SHELLS.at(-1)}`,
    next: [...own, ...SHELLS.filter((each) => each !== name)].map((each) => LINES[each]),
    exitCode: EXIT.usage,
  });
}
