// The profiles of the profiles file, for `ecsin list profiles`.
import type { Item } from "../target/inventory.ts";
import type { Context } from "./context.ts";

/** One item a profile, `defaults` under it; null where it says nothing. */
export async function profileItems(
  flags: { readonly profiles?: string },
  { env }: Context,
): Promise<readonly Item[]> {
  const { readAll } = await import("../profiles/read.ts");
  const { file, profiles } = await readAll(flags, env);
  if (profiles.length === 0) {
    const { say } = await import("../terminal/say.ts");
    say(`no profiles in ${file}`);
  }
  return profiles.map(({ name, profile }) => ({
    profile: name,
    description: profile.description ?? null,
    awsProfile: profile.awsProfile ?? null,
    region: profile.region ?? null,
    cluster: profile.cluster ?? null,
    service: profile.service ?? null,
    family: profile.family ?? null,
    task: profile.task ?? null,
    container: profile.container ?? null,
    shell: profile.shell ?? "auto",
    pick: profile.pick ?? "ask",
    session: profile.session ?? "auto",
    file,
  }));
}
