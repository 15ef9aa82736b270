// One piece of an upload, and what the container tells before it takes any.
import type { DigestTool } from "./entry.ts";
import type { Kind } from "./destination.ts";
import { digestTool } from "./digest.ts";

/** What is sent at once. */
export interface Piece {
  readonly number: number;
  /** As they travel, gzip or not. */
  readonly wire: Uint8Array;
  readonly isGzip: boolean;
  /** Of the bytes unpacked. */
  readonly digest: string;
  readonly rawBytes: number;
  /** `at N MIB`, `tar N 0`, `cut N SCRIPT`, `go 0 0`. */
  readonly action: string;
  /** A record of the container about it, besides those of the sending. */
  readonly onRecord?: (name: string, fields: readonly Uint8Array[]) => void;
}

/** What the container told when a session began. */
export interface Seen {
  readonly tool: DigestTool;
  readonly hasGzip: boolean;
  readonly hasTar: boolean;
  readonly owner: string;
  /** Only one piece a session: nothing there reads an exact number of bytes. */
  readonly isSingle: boolean;
  readonly kind: Kind;
  readonly hasParent: boolean;
  /** The last line of df -Pk. */
  readonly df: string;
  /** The folder of parts. */
  readonly parts: string;
}

/** Reads the fields of the records `tools` and `seen` (take_script.ts). */
export function readSeen(tools: readonly string[], seen: readonly string[]): Seen {
  const [tool = "", gzip, tar, uid = "", name = "", single] = tools;
  const [kind, parent, df = "", parts = ""] = seen;
  return {
    tool: digestTool(tool),
    hasGzip: gzip === "1",
    hasTar: tar === "1",
    owner: name === "" ? `user ${uid}` : name,
    isSingle: single === "1",
    kind: kind === "folder" || kind === "file" || kind === "other" ? kind : "nothing",
    hasParent: parent === "1",
    df,
    parts,
  };
}

/** The line in front of a piece, of which `have` bytes are there already. */
export function header({ number, wire, digest, isGzip, action }: Piece, have: number): string {
  return `${number} ${wire.length} ${have} ${digest} ${isGzip ? "gz" : "raw"} ${action}\n`;
}
