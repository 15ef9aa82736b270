// `ecsin rsh [-l USER] [-p PORT] TARGET WORD…`: as rsync, git, scp and ansible call a remote shell.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { RshFlags } from "./flags.ts";

/** The command. */
export const rsh = buildCommand<RshFlags, string[], Context>({
  docs: {
    brief: "A remote shell for rsync, git and other programs that want one",
    fullDescription: [
      "Run words in a container as ssh runs them: for programs that are told which remote shell to",
      "use. Nothing is asked, and stdout is the command's alone.",
      "",
      "  rsync -e 'ecsin rsh' -a dist/ prod-web:/app/",
      "  rsync -e 'ecsin rsh' -a prod-web:/var/log/app/ logs/",
      "  GIT_SSH_COMMAND='ecsin rsh' git clone prod-web:/srv/repo.git",
      "",
      "Words are joined with blanks and run by the container's sh, as ssh does. Flags stand before",
      "the target; what follows it is the command's. rsync has to be in the image, too.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "array",
      parameter: { brief: "Target, then the command's words", placeholder: "words", parse: String },
    },
    flags: {
      user: {
        kind: "parsed",
        parse: String,
        brief: "Run as this user of the container (needs setpriv, su-exec, gosu or su there)",
        placeholder: "NAME",
        optional: true,
      },
      port: {
        kind: "parsed",
        parse: String,
        brief: "Accepted for ssh's sake, and ignored",
        placeholder: "PORT",
        optional: true,
      },
      ...TARGET_FLAGS,
      ...AWS_FLAGS,
    },
    aliases: { l: "user", p: "port" },
  },
  async func(this: Context, flags, ...words) {
    const { runRsh } = await import("./run.ts");
    await runRsh(this, flags, words);
  },
});
