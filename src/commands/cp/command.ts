// `ecsin cp SRC… DEST`: files and folders into a container and out of it, verified.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, SESSION_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { CpFlags } from "./flags.ts";

const PARALLEL_MOST = 64;

/** A flag that only says yes. */
const yes = (brief: string) => ({
  kind: "boolean" as const,
  brief,
  default: false,
  withNegated: false as const,
});

/** The command. */
export const cp = buildCommand<CpFlags, string[], Context>({
  docs: {
    brief: "Copy files and folders into a container or out of it, verified",
    fullDescription: [
      "Copy files and folders between this machine and a container, or between two containers. A",
      "side in a container is TARGET:PATH. Status 0 means that all of it arrived and was verified.",
      "",
      "  ecsin cp app.conf prod-web:/etc/app/         into a folder that is there",
      "  ecsin cp prod-web:/tmp/heap.hprof .          a heap dump to this folder",
      "  ecsin cp prod-web:/var/log/app logs          a folder with all that is in it",
      "  ecsin cp dist/. prod-web:/srv/www            only what is in dist",
      "  ecsin cp --all prod-web:/app/app.log logs    from every task, to logs/TASK/app.log",
      "  ecsin cp --all fix.py prod-web:/app/fix.py   to every task of the service",
      "  ecsin cp a:/data/x.db b:/data/               from container to container",
      "  ecsin cp prod-web:/app/dump.sql - | gzip > dump.sql.gz",
      "  ecsin cp -:/etc/hosts .                      where you were last",
      "",
      "Folders are copied with all that is in them; modes, times and links are kept. A local name",
      "with a colon is written ./a:b. A path in the container begins at /.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "Sources, then the destination: PATH, TARGET:PATH, or - for stdin or stdout",
        placeholder: "path",
        parse: String,
      },
    },
    flags: {
      followLinks: yes("Copy what links lead to, not the links"),
      noClobber: yes("Leave what is there already as it is"),
      user: {
        kind: "parsed",
        parse: String,
        brief: "Read and write as this user of the container (needs setpriv, su-exec, gosu or su)",
        placeholder: "NAME",
        optional: true,
      },
      chown: {
        kind: "parsed",
        parse: String,
        brief: "Make this user the owner of what arrives in the container",
        placeholder: "USER[:GROUP]",
        optional: true,
      },
      all: yes("To every running task of the service, or from every one, into DEST/TASK/"),
      parallel: {
        kind: "parsed",
        parse: parseCount,
        brief: "Sessions at once: parts of large files, or tasks with --all (default: 1, 10)",
        placeholder: "N",
        optional: true,
      },
      recursive: yes("Accepted for habit: folders are always copied with what is in them"),
      archive: yes("Accepted for habit: modes, times and links are always kept"),
      preserve: yes("Accepted for habit: modes and times are always kept"),
      ...TARGET_FLAGS,
      wait: SESSION_FLAGS.wait,
      yes: SESSION_FLAGS.yes,
      ...AWS_FLAGS,
      quiet: yes("Say nothing but what failed"),
    },
    aliases: {
      L: "followLinks",
      n: "noClobber",
      q: "quiet",
      y: "yes",
      u: "user",
      r: "recursive",
      a: "archive",
      p: "preserve",
    },
  },
  async func(this: Context, flags, ...words) {
    const { runCp } = await import("./run.ts");
    await runCp(this, flags, words);
  },
});

function parseCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= PARALLEL_MOST) return count;
  throw new Error(`a whole number from 1 to ${PARALLEL_MOST} is needed`);
}
