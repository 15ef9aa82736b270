// One profile over another: flags over profile, profile over defaults. Pure.
import type { Profile } from "./profile.ts";

/** These three answer one question; who gives one of them takes the others of below away. */
const TASK_KEYS = ["service", "family", "task"] as const;

/** `defaults` under a profile. */
export function mergeDefaults(defaults: Profile, own: Profile): Profile {
  const under: Record<string, unknown> = { ...defaults };
  if (TASK_KEYS.some((key) => own[key] !== undefined)) {
    for (const key of TASK_KEYS) delete under[key];
  }
  const commands = { ...defaults.commands, ...own.commands };
  const hasCommands = Object.keys(commands).length > 0;
  return { ...under, ...own, ...(hasCommands ? { commands } : {}) };
}

/** The part of the flags that a profile can say too. */
export type ProfileFlags = {
  readonly [K in Exclude<keyof Profile, "color">]?: Profile[K] | undefined;
};

/**
 * Flags over a profile. `--service` or `--family` take the place of the profile's service, family
 * or task; `--task` narrows the profile's service and only replaces its task.
 */
export function mergeWanted(saved: Profile, flags: ProfileFlags): Profile {
  const under: Record<string, unknown> = { ...saved };
  if (flags.service !== undefined || flags.family !== undefined) {
    for (const key of TASK_KEYS) delete under[key];
  }
  // Another cluster has other services and tasks than the profile's.
  if (flags.cluster !== undefined && flags.cluster !== saved.cluster) delete under["task"];
  const keys = [
    ...["cluster", "container", "shell", "pick", "session"] as const,
    ...TASK_KEYS,
  ];
  for (const key of keys) if (flags[key] !== undefined) under[key] = flags[key];
  return under;
}
