// Names that come from a container, before they become names on this machine. A container may be
// hostile: no name leads out of the destination, and none means something else than it says. Pure.

const textDecoder = new TextDecoder("utf-8", { fatal: true });

/** Windows opens a device for these, with any ending (Microsoft, "Naming Files, Paths"). */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** The bytes of a name as text; undefined where they are no UTF-8: this machine's names are. */
export function nameText(bytes: Uint8Array): string | undefined {
  try {
    return textDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Why a path below the destination cannot be made here; undefined where it can. */
export function unsafePath(path: string, os: typeof Deno.build.os): string | undefined {
  if (path === "") return undefined;
  for (const name of path.split("/")) {
    if (name === "") return "it has an empty name in it";
    if (name === "." || name === "..") return "it leads out of its folder";
    if (name.includes("\0")) return "it has a NUL in it";
    if (os === "windows") {
      // deno-lint-ignore no-control-regex
      if (/[\x00-\x1f<>:"|?*\\]/.test(name)) return "Windows allows no such character in a name";
      if (DEVICES.test(name)) return "Windows keeps this name for a device";
      if (/[. ]$/.test(name)) return "Windows drops a dot or a space at the end";
    }
  }
  return undefined;
}

/** Why a link at `path` must not be made; undefined where it stays inside the destination. */
export function unsafeLink(path: string, target: string): string | undefined {
  if (/^[/\\]|^[A-Za-z]:/.test(target)) return "it leads out of what is copied";
  let depth = path.split("/").length - 1;
  for (const name of target.split(/[/\\]/)) {
    if (name === "..") depth--;
    else if (name !== "." && name !== "") depth++;
    if (depth < 0) return "it leads out of what is copied";
  }
  return target === "" ? "it leads nowhere" : undefined;
}

/**
 * The paths that a link goes through before it goes up again: {@link unsafeLink} has counted each of
 * them as a folder, and where one is a link itself it leads anywhere.
 */
export function wayOf(path: string, target: string): string[] {
  const names = path.split("/").slice(0, -1);
  const way: string[] = [];
  const last = target.split(/[/\\]/).lastIndexOf("..");
  for (const name of target.split(/[/\\]/).slice(0, Math.max(0, last))) {
    if (name === "..") names.pop();
    else if (name !== "." && name !== "") {
      names.push(name);
      way.push(names.join("/"));
    }
  }
  return way;
}

/** How a path is told from others where letters' case and their composition do not count. */
export function foldedPath(path: string, os: typeof Deno.build.os): string {
  return os === "windows" || os === "darwin" ? path.normalize("NFC").toLowerCase() : path;
}
