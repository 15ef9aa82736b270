// `ecsin cp` once its words are read: finds the containers, passes their guards, copies, and tells
// what arrived.
import { newTally } from "../../copy/entry.ts";
import type { Remote } from "../../copy/remote.ts";
import type { Context } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { say } from "../../terminal/say.ts";
import type { CpFlags } from "./flags.ts";
import { copyOnce } from "./once.ts";
import { remoteOf } from "./remote.ts";
import { actOf, showing } from "./shown.ts";
import { readWords } from "./words.ts";

/** Copies by flags and words; sets the process's exit code. */
export async function runCp(
  context: Context,
  flags: CpFlags,
  typed: readonly string[],
): Promise<void> {
  const words = readWords(typed, flags);
  const pick = flags.all ? { pick: "newest" as const } : {};
  const entries = new Map<string, Entry>();
  for (const side of [...words.from, words.to]) {
    if (side.kind !== "remote" || entries.has(side.target)) continue;
    const name = side.target === "" ? undefined : side.target;
    const needs = { place: "container", state: "enterable", guard: true } as const;
    entries.set(side.target, await enter(context, { ...flags, ...pick }, name, needs));
  }
  if (flags.all) {
    const { copyAll } = await import("./all.ts");
    const [entry] = entries.values();
    if (entry !== undefined) context.process.exitCode = await copyAll(flags, words, entry);
    return;
  }
  for (const entry of entries.values()) {
    if (!flags.quiet) entry.say(entry.place);
    await entry.pass(entry.place, actOf(words));
  }
  const remotes = new Map<string, Remote>();
  for (const [target, entry] of entries) {
    remotes.set(target, remoteOf({ ...entry, waitMs: flags.wait }, entry.place, flags.user));
  }
  const remoteFor = (target: string): Remote => {
    const remote = remotes.get(target);
    if (remote === undefined) throw new Error("every target was entered");
    return remote;
  };
  const tally = newTally((text) => say(text));
  context.process.exitCode = await showing(flags, words, tally, async (signal) => {
    await copyOnce(words, flags, { remoteFor, tally, signal });
  });
  for (const entry of entries.values()) {
    await rememberOpened(context, entry.reached, entry.place);
  }
}
