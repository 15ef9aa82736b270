// The file that a command is to change, with a profile that has to be in it.
import type { RightStored } from "../../profiles/store.ts";
import type { Context } from "../../entry/context.ts";
import type { OwnFlags } from "./flags.ts";

/** Opens the file, which must have a profile called `name`. */
export async function openOwn(
  context: Context,
  flags: OwnFlags,
  name: string,
): Promise<RightStored> {
  const { openStore } = await import("../../profiles/store.ts");
  const stored = await openStore(flags, context.env);
  if (!stored.profiles.profiles.has(name)) await refuseUnknown(context, flags, name);
  return stored;
}

/** Throws that there is no such profile, or that it is the team's. */
export async function refuseUnknown(
  context: Context,
  flags: OwnFlags,
  name: string,
): Promise<never> {
  const [{ findProfiles }, { readAll }, { nameUnknown }] = await Promise.all([
    import("../../profiles/find.ts"),
    import("../../profiles/read.ts"),
    import("./names.ts"),
  ]);
  const { file } = findProfiles(flags.profiles, context.env);
  const isThere = await Deno.stat(file).then(() => true, () => false);
  // A named file that is not there has no profiles; that is all there is to say here.
  const all = isThere || flags.profiles === undefined
    ? (await readAll(flags, context.env)).profiles
    : [];
  throw nameUnknown(name, file, all, context, flags);
}
