// What a person's words led to: an open ECS client, as whom and where, and what is wanted there.
import type { Ecs } from "../aws/ecs.ts";
import type { Recent } from "../memory/recents.ts";
import type { Profile } from "../profiles/profile.ts";

/** What a command goes on with. */
export interface Reached {
  readonly ecs: Ecs;
  /** Flags over profile over defaults. */
  readonly wanted: Profile;
  /** One line for --debug. */
  readonly debug: (line: string) => void;
  /** The profile it is by, where it is by one. */
  readonly profileName?: string;
  readonly profileFile?: string;
  /** The recent target that it repeats, where it does. */
  readonly recent?: Recent;
  /** The place was typed as one word, where a profile's name may stand. */
  readonly isTyped: boolean;
}
