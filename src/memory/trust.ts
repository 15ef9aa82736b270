// Which shared profiles files the person has trusted: by real path and content, so that a changed
// file is a stranger's again.
import { fieldsOf, readMemory, writeMemory } from "./file.ts";
import type { Env } from "./folder.ts";

/** One file as it was when it was trusted. */
export interface Trusted {
  /** Absolute, links followed. */
  readonly file: string;
  /** Hex digits, of all bytes. */
  readonly sha256: string;
}

/** Most entries kept; the oldest go. */
const TRUSTED_MOST = 200;

/** Whether this content of this file was trusted. */
export async function isTrusted(env: Env, { file, sha256 }: Trusted): Promise<boolean> {
  return (await readTrusted(env)).some((each) => each.file === file && each.sha256 === sha256);
}

/** Trusts a file as it is; gives whether that could be remembered. */
export async function trust(env: Env, { file, sha256 }: Trusted): Promise<boolean> {
  const others = (await readTrusted(env))
    .filter((each) => each.file !== file || each.sha256 !== sha256);
  const trusted = [{ file, sha256 }, ...others].slice(0, TRUSTED_MOST);
  return await writeMemory(env, "trusted", { trusted });
}

/** Forgets every content of a file; gives whether that could be remembered. */
export async function distrust(env: Env, file: string): Promise<boolean> {
  const trusted = (await readTrusted(env)).filter((each) => each.file !== file);
  return await writeMemory(env, "trusted", { trusted });
}

async function readTrusted(env: Env): Promise<readonly Trusted[]> {
  const { trusted } = fieldsOf(await readMemory(env, "trusted"));
  if (!Array.isArray(trusted)) return [];
  return trusted.flatMap((each: unknown) => {
    const { file, sha256 } = fieldsOf(each);
    return typeof file === "string" && typeof sha256 === "string" ? [{ file, sha256 }] : [];
  });
}
