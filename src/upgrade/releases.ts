// Where releases are and what is in one: names, addresses, checksums. The install scripts in the
// repository's root know the same; tools/release.ts makes what they read.
import type { Env } from "../environment.ts";
import { lineWith } from "../pasteable.ts";
import { EcsinError, EXIT } from "../error.ts";

/** tools/embed.ts puts the repository's address here, in the bundle of a release. */
const BUILT_WITH = "@ecsin-releases@";

/** The operating system and processor of a binary, in Deno's words. */
export interface System {
  readonly os: string;
  readonly arch: string;
}

/** Name of the file with the checksums of a release. */
export const CHECKSUMS = "SHA256SUMS";

/** Name of a release's archive: `ecsin-v0.1.0-linux-x86_64.tar.gz`. */
export function archiveName(version: string, { os, arch }: System): string {
  return `ecsin-v${version}-${os}-${arch}.${os === "windows" ? "zip" : "tar.gz"}`;
}

/** Name of the program in an archive, and where it is installed. */
export function programName(os: string): string {
  return os === "windows" ? "ecsin.exe" : "ecsin";
}

/** Https; http from this machine alone. No `@`: a password there would be printed. */
const ADDRESS = /^(https:\/\/[\w.-]|http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/])[\w.:/~%-]*$/;

/**
 * Address of the repository whose releases are meant: $ECSIN_INSTALL_BASE_URL, else what the release
 * was built with. The checksums come the same way as the archive, so it has to be https.
 */
export function releasesUrl(env: Env): string {
  const given = env("ECSIN_INSTALL_BASE_URL");
  const url = (given ?? BUILT_WITH).replace(/\/+$/, "");
  if (ADDRESS.test(url)) return url;
  throw new EcsinError({
    id: "releases-unknown",
    what: given === undefined
      ? "this ecsin was built without the address of its releases"
      : "$ECSIN_INSTALL_BASE_URL is not the https address of a repository",
    next: lineWith("ECSIN_INSTALL_BASE_URL", "https://HOST/OWNER/ecsin", "ecsin upgrade"),
    exitCode: EXIT.usage,
  });
}

/** Address of a file of a release; of the newest one where no version is named. */
export function fileUrl(releases: string, version: string | undefined, name: string): string {
  return version === undefined
    ? `${releases}/releases/latest/download/${name}`
    : `${releases}/releases/download/v${version}/${name}`;
}

/** An archive of a release, with its SHA-256 in hexadecimal digits. */
export interface Archive {
  readonly version: string;
  readonly name: string;
  readonly sha256: string;
}

/** The archive for a system among the checksums of a release; undefined where there is none. */
export function findArchive(checksums: string, system: System): Archive | undefined {
  const end = archiveName("", system).slice("ecsin-v".length);
  for (const line of checksums.split("\n")) {
    const [, sha256, name = ""] = /^([0-9a-f]{64}) [ *](ecsin-v\S+)$/.exec(line.trim()) ?? [];
    if (sha256 === undefined || !name.endsWith(end)) continue;
    return { version: name.slice("ecsin-v".length, -end.length), name, sha256 };
  }
  return undefined;
}
