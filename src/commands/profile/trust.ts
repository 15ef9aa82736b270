// `ecsin profile trust [FILE]`: lets a shared file say what is run, as it is now and no further.
import { homePath } from "../../home_path.ts";
import { buildCommand } from "@stricli/core";
import { EcsinError, EXIT } from "../../error.ts";
import { notWritten } from "../../memory/folder.ts";
import { below, folderOf, nameOf } from "../../paths.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS } from "../../entry/flags.ts";

interface TrustFlags {
  readonly remove: boolean;
  readonly quiet?: boolean;
}

/** The command. */
export const trust = buildCommand<TrustFlags, [string?], Context>({
  docs: {
    brief: "Let the .ecsin.yaml of the repository say what is run",
    fullDescription: [
      "Let a .ecsin.yaml say what is run in a container. Until then its profiles may only choose a",
      "place. Trust is remembered for this path and this content: a changed file asks again.",
      "",
      "  ecsin profile trust                       the one used here",
      "  ecsin profile trust --remove              take it back",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "File to trust",
        placeholder: "file",
        parse: String,
        optional: true,
      }],
    },
    flags: {
      remove: { kind: "boolean", brief: "Stop trusting it", default: false, withNegated: false },
      quiet: AWS_FLAGS.quiet,
    },
    aliases: { q: "quiet" },
  },
  async func(this: Context, { remove }, named) {
    const [{ findProfiles }, { heldBackLines, readShared, readSharedFile }, memory, { say }] =
      await Promise.all([
        import("../../profiles/find.ts"),
        import("../../profiles/shared.ts"),
        import("../../memory/trust.ts"),
        import("../../terminal/say.ts"),
      ]);
    const inForce = () => readShared(findProfiles(undefined, this.env));
    if (remove) {
      // Whatever the file holds by now, or is gone.
      const file = named ?? (await inForce())?.file;
      if (file === undefined) throw nothingShared(this);
      const realPath = await Deno.realPath(file).catch(() => pathOfGone(file));
      if (!await memory.distrust(this.env, realPath)) throw notRemembered(this, file);
      return say(`${homePath(file)} is trusted no more`);
    }
    const shared = named === undefined ? await inForce() : await readSharedFile(named);
    if (shared === undefined) throw nothingShared(this);
    if ("fault" in shared) throw shared.fault;
    const { file, realPath, sha256, profiles } = shared;
    if (!await memory.trust(this.env, { file: realPath, sha256 })) throw notRemembered(this, file);
    for (const each of profiles) {
      for (const line of heldBackLines(each)) say(`${each.name} may say ${line}`);
    }
    say(`${homePath(file)} is trusted as it is now`);
  },
});

/** The real path that a file which is gone had, where its folder is still there. */
async function pathOfGone(file: string): Promise<string> {
  const folder = await Deno.realPath(folderOf(file)).catch(() => undefined);
  return folder === undefined ? file : below(folder, nameOf(file));
}

function nothingShared({ env }: Context): EcsinError {
  const named = env("ECSIN_PROFILES");
  return new EcsinError({
    id: "no-shared-profiles",
    what: "no .ecsin.yaml is used here",
    why: named === undefined
      ? "there is none from here up to the root of the repository"
      : `$ECSIN_PROFILES names the one file that is read: ${homePath(named)}`,
    next: ["ecsin profile trust FILE", "ecsin profile list"],
    exitCode: EXIT.usage,
  });
}

function notRemembered({ env }: Context, file: string): EcsinError {
  const reason = notWritten(env);
  return new EcsinError({
    id: "trust-not-remembered",
    what: `cannot save that you trust ${homePath(file)}`,
    why: reason.why,
    next: reason.next,
    exitCode: EXIT.failure,
  });
}
