// The profile that a command was called with: its source said where it is not the person's own
// file, and nothing of a shared file run that the person has not trusted.
import type { NamedProfile } from "../profiles/profile.ts";
import type { Context } from "./context.ts";

/** The profile called `name`. */
export async function savedProfile(
  name: string,
  flags: { readonly profiles?: string },
  env: Context["env"],
  debug: (line: string) => void,
): Promise<NamedProfile> {
  const { readProfile } = await import("../profiles/read.ts");
  const found = await readProfile(name, flags, env, {
    debug,
    isTrusted: async (shared) => {
      const { isTrusted } = await import("../memory/trust.ts");
      return await isTrusted(env, shared);
    },
  });
  if (found.isShared) {
    const { say } = await import("../terminal/say.ts");
    say(`profile "${name}" of ${found.file}`);
  }
  return found;
}
