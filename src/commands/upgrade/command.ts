// `ecsin upgrade [VERSION]`: the ecsin that runs, replaced by a released one.
import { buildCommand } from "@stricli/core";
import manifest from "../../../deno.json" with { type: "json" };
import { EcsinError, EXIT, Left } from "../../error.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS } from "../../entry/flags.ts";
import { whyNobodyIsAsked } from "../../asking.ts";

/** Flags of `ecsin upgrade`. */
interface UpgradeFlags {
  readonly yes: boolean;
  readonly quiet?: boolean;
}

/** The command. */
export const upgrade = buildCommand<UpgradeFlags, [string?], Context>({
  docs: {
    brief: "Replace this ecsin with the newest release, checked against its SHA-256",
    fullDescription: [
      "Replace this ecsin with the newest release, or by the one that is named.",
      "",
      "  ecsin upgrade                what is newer is shown, and you are asked",
      "  ecsin upgrade 0.1.0 --yes    that version, without a question",
      "",
      "The download is checked against the release's SHA-256 and started once; only then it takes",
      "the place of the old one. What a package manager has installed is left to it.",
      "$ECSIN_INSTALL_BASE_URL names another repository, such as a mirror.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Version to take (default: the newest)",
        placeholder: "version",
        parse: parseVersion,
        optional: true,
      }],
    },
    flags: {
      yes: { kind: "boolean", brief: "Do not ask", default: false, withNegated: false },
      quiet: AWS_FLAGS.quiet,
    },
    aliases: { y: "yes", q: "quiet" },
  },
  async func(this: Context, { yes }, wanted) {
    const program = Deno.build.standalone ? Deno.execPath() : undefined;
    await upgradeProgram({ program, version: manifest.version }, wanted, yes, this.env);
  },
});

/** Upgrades the ecsin of a file (undefined: none of its own) and a version. */
export async function upgradeProgram(
  running: { readonly program: string | undefined; readonly version: string },
  wanted: string | undefined,
  yes: boolean,
  env: Context["env"],
): Promise<void> {
  const [{ upgrade }, { releasesUrl }, { say }] = await Promise.all([
    import("../../upgrade/upgrade.ts"),
    import("../../upgrade/releases.ts"),
    import("../../terminal/say.ts"),
  ]);
  await upgrade({
    ...running,
    wanted,
    releases: () => releasesUrl(env),
    system: Deno.build,
    confirm: (question) => yes ? Promise.resolve(true) : confirm(question, env),
    say,
  });
}

function parseVersion(text: string): string {
  const [, version] = /^v?(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(text) ?? [];
  if (version === undefined) throw new Error("a version looks like 0.1.0");
  return version;
}

async function confirm(question: string, env: Context["env"]): Promise<boolean> {
  const { canAsk } = await import("../../terminal/picker/terminal.ts");
  if (!canAsk(env)) {
    throw new EcsinError({
      id: "upgrade-unconfirmed",
      what: `${question} ${whyNobodyIsAsked()}`,
      next: "ecsin upgrade --yes",
      exitCode: EXIT.usage,
    });
  }
  const { askLine } = await import("../../terminal/ask_line.ts");
  const answer = await askLine(`ecsin: ${question} [y/N] `, env);
  if (answer === undefined) throw new Left();
  return /^y(es)?$/i.test(answer.trim());
}
