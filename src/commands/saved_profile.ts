// The profile that a command was called with: its source said where it is not the person's own
// file, and nothing of a shared file run that the person has not trusted.
import type { Profile } from "../profiles/profile.ts";
import type { Context } from "./context.ts";

/** The profile called `name`. */
export async function savedProfile(
  name: string,
  flags: { readonly profiles?: string },
  env: Context["env"],
  debug: (line: string) => void,
): Promise<Profile> {
  const { readProfile } = await import("../profiles/read.ts");
  const { profile, file, isShared } = await readProfile(name, flags, env, {
    debug,
    isTrusted: async (shared) => {
      const { isTrusted } = await import("../memory/trust.ts");
      return await isTrusted(env, shared);
    },
  });
  if (isShared) {
    const { say } = await import("../terminal/say.ts");
    say(`profile "${name}" of ${file}`);
  }
  return profile;
}
