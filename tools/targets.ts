// The systems that ecsin is released for, in the order of the release's files.
import type { System } from "../src/upgrade/releases.ts";

/** A system and the name by which `deno compile` knows it. */
export interface Target extends System {
  readonly target: string;
}

/**
 * An archive is named after these words for system and processor, which are Deno's own, so that
 * `ecsin upgrade` needs no table. mise (src/backend/asset_matcher.rs) and eget (detect.go) find the
 * right archive by them: `linux`, `darwin`, `windows` and `x86_64`, `aarch64` between hyphens are
 * among the words of both. aqua fills a template: `ecsin-{{.Version}}-{{.OS}}-{{.Arch}}.{{.Format}}`
 * with amd64 replaced by x86_64, and arm64 by aarch64. All three take the program from the top of
 * the archive, as Scoop does.
 */
export const TARGETS: readonly Target[] = [
  { target: "x86_64-unknown-linux-gnu", os: "linux", arch: "x86_64" },
  { target: "aarch64-unknown-linux-gnu", os: "linux", arch: "aarch64" },
  { target: "x86_64-apple-darwin", os: "darwin", arch: "x86_64" },
  { target: "aarch64-apple-darwin", os: "darwin", arch: "aarch64" },
  { target: "x86_64-pc-windows-msvc", os: "windows", arch: "x86_64" },
];
