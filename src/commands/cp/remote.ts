// A place as a container to copy from and to: words run there as `exec` runs them.
import type { Remote } from "../../copy/remote.ts";
import { pathOf } from "../../entry/place_line.ts";
import { isShellMissing, type RunSite, runWrapped } from "../../entry/run_command.ts";
import type { Place } from "../../place/resolve.ts";
import { targetFlags, targetOf } from "../../place/target.ts";
import { ecsinLine } from "../../aws/line.ts";
import { EcsinError, EXIT } from "../../error.ts";

/** What a wrapper that ran nothing says, in words. */
const FAILED: Readonly<Record<string, string>> = {
  user: "the image has no setpriv, su-exec, gosu or su for --user",
  nouser: "there is no such user for --user",
};

/** The container of a place. */
export function remoteOf(site: RunSite, place: Place, user: string | undefined): Remote {
  const target = targetOf(place);
  const where = targetFlags(target);
  const exec = (...words: readonly string[]) =>
    ecsinLine(site.ecs, "exec", ...where, "--", ...words);
  return {
    label: pathOf(place),
    doctor: ecsinLine(site.ecs, "doctor", ...where),
    exec,
    image: async () => {
      const task = place.described ??
        (await site.ecs.describeTasks(place.cluster, [place.task]).catch(() => []))[0];
      return task?.containers.find(({ name }) => name === place.container)?.image;
    },
    run: async (words, ends, abort) => {
      const { end, outcome } = await runWrapped(site, target, place.described, words, ends, {
        abort,
        ...(user === undefined ? {} : { user }),
      });
      const { status, failed, stdinFault } = outcome;
      if (failed?.startsWith("stdin") === true) return { kind: "no-stdin" };
      if (failed !== undefined) {
        throw new EcsinError({
          id: "copy-user",
          what: FAILED[failed] ?? `nothing was run in the container: ${failed}`,
          next: exec("cat", "/etc/passwd"),
          exitCode: EXIT.failure,
        });
      }
      if (isShellMissing({ end, outcome })) return { kind: "no-shell" };
      if (abort.aborted) return { kind: "lost", why: "it was left", final: true };
      if (stdinFault !== undefined) return { kind: "lost", why: stdinFault, final: false };
      if (status !== undefined) return { kind: "exit", status };
      const task = end.kind === "left" ? undefined : end.task;
      const said = end.kind === "lost" ? end.why : end.kind === "closed" ? end.output.trim() : "";
      const why = task === undefined ? said : `the task is stopping: ${task}`;
      return {
        kind: "lost",
        why: why === "" ? "the session ended before all was told" : why,
        final: task !== undefined,
      };
    },
  };
}
