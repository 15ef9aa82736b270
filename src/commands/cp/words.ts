// The words of `ecsin cp`, read and checked before anything is asked or sent.
import { type Location, parseLocation } from "../../copy/location.ts";
import { EcsinError, EXIT } from "../../error.ts";
import type { CpFlags } from "./flags.ts";

/** What is copied where. */
export interface CpWords {
  readonly from: readonly Location[];
  readonly to: Location;
  /** The words as they were typed, for what is said. */
  readonly typed: { readonly from: readonly string[]; readonly to: string };
}

/** Reads them; throws an EcsinError (`copy-usage`). */
export function readWords(words: readonly string[], { all, chown }: CpFlags): CpWords {
  const to = words.at(-1);
  const from = words.slice(0, -1);
  if (to === undefined || from.length === 0) {
    throw usage("a source and a destination are needed", "ecsin cp FILE TARGET:/folder/");
  }
  const empty = words.find((word) => word === "");
  if (empty !== undefined) {
    throw usage("one of the paths is empty", "ecsin cp --help");
  }
  const read = { from: from.map((word) => parseLocation(word)), to: parseLocation(to) };
  const sides = [...read.from, read.to];
  const remote = sides.filter(({ kind }) => kind === "remote");
  if (remote.length === 0) {
    throw usage(
      "both sides are on this machine",
      "ecsin cp FILE TARGET:/folder/",
      "a side in a container is TARGET:PATH, with a profile, - or cluster/service before the colon",
    );
  }
  const stdin = read.from.filter(({ kind }) => kind === "stdio");
  if (stdin.length > 0 && from.length > 1) {
    throw usage("stdin is one source, and there are others", "ecsin cp - TARGET:/folder/name");
  }
  if (chown !== undefined && read.to.kind !== "remote") {
    throw usage("--chown is for what arrives in a container", "ecsin cp --help");
  }
  if (all) refuseAll(read.from, read.to);
  return { ...read, typed: { from, to } };
}

function refuseAll(from: readonly Location[], to: Location): void {
  const isUp = to.kind === "remote";
  if (isUp && from.some(({ kind }) => kind !== "local")) {
    throw usage("with --all every source is a file or folder of this machine", "ecsin cp --help");
  }
  if (isUp) return;
  if (to.kind === "stdio") {
    throw usage("stdout is one, and --all has many tasks", "ecsin cp --all TARGET:/file folder");
  }
  const targets = new Set(from.map((each) => each.kind === "remote" ? each.target : undefined));
  if (targets.size > 1 || targets.has(undefined)) {
    throw usage("with --all all sources are of one target", "ecsin cp --all TARGET:/file folder");
  }
}

function usage(what: string, next: string, why?: string): EcsinError {
  return new EcsinError({
    id: "copy-usage",
    what,
    ...(why === undefined ? {} : { why }),
    next,
    exitCode: EXIT.usage,
  });
}
