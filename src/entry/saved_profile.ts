// The profile that a command was called with: its source said where it is not the person's own
// file, and nothing of a shared file run that the person has not trusted.
import { homePath } from "../home_path.ts";
import { EcsinError } from "../error.ts";
import { parseTypedPlace } from "../place/typed.ts";
import type { Wanted } from "../place/target.ts";
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
    say(`profile "${name}" of ${homePath(found.file)}`);
  }
  return found;
}

const NO_SUCH_PROFILE = ["profile-unknown", "profiles-file-missing"];

/** The place that `word` says where no profile is called so; throws the error where it says none. */
export function typedInstead(error: unknown, word: string): Wanted {
  const isUnknown = error instanceof EcsinError && NO_SUCH_PROFILE.includes(error.failure.id);
  const place = isUnknown ? parseTypedPlace(word) : undefined;
  if (place === undefined) throw error;
  return place;
}
