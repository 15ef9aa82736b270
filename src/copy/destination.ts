// Where a source goes: docker's table of files, folders and trailing slashes
// (docker/cli docs/reference/commandline/container_cp.md). Pure.
import { EcsinError, EXIT } from "../error.ts";
import { pasteable } from "../pasteable.ts";
import { parseLocation } from "./location.ts";

/** What was found at one end; `other` is a device, a pipe or a socket. */
export type Kind = "nothing" | "file" | "folder" | "other";

/** A source, once it was looked at. */
export interface SourceSeen {
  readonly kind: "file" | "folder" | "link";
  /** Its own name; empty for stdin and `/`. */
  readonly name: string;
  /** `SRC/.`: what is in it, not itself. */
  readonly contents: boolean;
}

/** A destination, once it was looked at. */
export interface DestinationSeen {
  /** As the person wrote it, for words. */
  readonly label: string;
  readonly kind: Kind;
  /** It was written with a slash at its end. */
  readonly isFolder: boolean;
  /** The folder that it would be made in is there. */
  readonly hasParent: boolean;
}

/**
 * The path below the destination that the source's own path becomes: empty for the destination
 * itself. Throws an EcsinError (`copy-destination`) where docker refuses too.
 */
export function placeBelow(
  source: SourceSeen,
  destination: DestinationSeen,
  several: boolean,
): string {
  const { label, kind, isFolder, hasParent } = destination;
  if (kind === "other") {
    throw refused(
      `"${label}" is neither a file nor a folder`,
      "a copy would take its place; - is stdout",
    );
  }
  if (several && kind !== "folder") {
    throw refused(
      kind === "file" ? `"${label}" is a file` : `there is no folder "${label}"`,
      "several sources go into a folder, which must be there",
      kind === "file" ? undefined : folderLine(label),
    );
  }
  if (kind === "folder") {
    if (source.kind === "folder") return source.contents ? "" : source.name;
    if (source.name !== "") return source.name;
    throw refused(`"${label}" is a folder`, "what comes from stdin has no name to get there");
  }
  if (source.kind === "folder") {
    if (kind === "file") throw refused(`"${label}" is a file`, "a folder cannot take its place");
  } else if (isFolder) {
    throw refused(
      kind === "file" ? `"${label}" is a file` : `there is no folder "${label}"`,
      "the slash at its end says that it is a folder, and cp makes none for a file",
      kind === "file" ? undefined : folderLine(label),
    );
  }
  if (!hasParent) {
    throw refused(
      `there is no folder to make "${label}" in`,
      "cp makes no parent folders",
      folderLine(label, true),
    );
  }
  return "";
}

/** The line that makes a destination, or the folder that it is to be in; undefined where none can. */
function folderLine(label: string, above = false): string | undefined {
  const location = parseLocation(label);
  if (location.kind === "stdio") return undefined;
  const bare = location.path.replace(/(.)[/]+$/, "$1");
  const path = above ? bare.replace(/[/][^/]*$/, "") : bare;
  if (path === "") return undefined;
  if (location.kind === "local") {
    return Deno.build.os === "windows" ? undefined : `mkdir -p ${pasteable(path)}`;
  }
  if (location.target === "") return undefined;
  return `ecsin exec ${pasteable(location.target)} -- mkdir -p ${pasteable(path)}`;
}

function refused(what: string, why: string, next = "ecsin cp --help"): EcsinError {
  return new EcsinError({
    id: "copy-destination",
    what,
    why,
    next,
    exitCode: EXIT.usage,
  });
}
