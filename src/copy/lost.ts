// A session that cannot go on, in words.
import { EcsinError, EXIT } from "../error.ts";
import { lastWords } from "./listing.ts";
import { quoted } from "./quoted.ts";
import type { Remote, RemoteEnd } from "./remote.ts";

/** The failure of a copy whose session ended like this; `stderr` is what the container said. */
export async function lostError(
  remote: Remote,
  end: RemoteEnd,
  stderr: string,
): Promise<EcsinError> {
  const { label } = remote;
  if (end.kind === "no-shell") {
    const image = await remote.image();
    return new EcsinError({
      id: "copy-no-shell",
      what: `nothing can be copied: there is no sh in ${label}`,
      why: [
        `its image${
          image === undefined ? "" : ` ${image}`
        } has no shell, and a copy needs one there`,
        "a volume that another container of the task mounts too, or S3 from the program itself, can",
      ],
      next: remote.doctor,
      exitCode: EXIT.failure,
    });
  }
  const said = lastWords(stderr);
  return new EcsinError({
    id: "copy-lost",
    what: `the copy broke off: ${label} does not go on`,
    why: end.kind === "lost"
      ? end.why
      : end.kind === "exit"
      ? `its shell ended with status ${end.status}${said === "" ? "" : `: ${said}`}`
      : "the image cannot decode what is sent: it has no base64",
    next: remote.doctor,
    exitCode: EXIT.failure,
  });
}

/** What arrived cannot be given to `owner`: nothing was placed. */
export function notOwned({ label, exec }: Remote, owner: string, why: string): EcsinError {
  return new EcsinError({
    id: "copy-user",
    what: `${label} cannot give it to ${quoted(owner)}`,
    why: quoted(why).slice(1, -1),
    next: exec("cat", "/etc/passwd", "/etc/group"),
    exitCode: EXIT.failure,
  });
}

/** The last script did not come to its end: what it did is not known. */
export function unplaced({ label, exec }: Remote, path: string): EcsinError {
  return new EcsinError({
    id: "copy-unplaced",
    what: `${label} did not tell whether the files are in their places`,
    why: "each is whole where it is, and those that are not there are missing",
    next: exec("ls", "-l", path),
    exitCode: EXIT.failure,
  });
}
