// Which shared profiles files the person has trusted: by real path and content, so that a changed
// file is a stranger's again.
import { changeMemory, fieldsOf, readMemory } from "./file.ts";
import type { Env } from "../environment.ts";

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
  return parseTrusted(await readMemory(env, "trusted")).some((each) =>
    each.file === file && each.sha256 === sha256
  );
}

/** Trusts a file as it is; gives whether that could be remembered. */
export async function trust(env: Env, { file, sha256 }: Trusted): Promise<boolean> {
  return await changeMemory(env, "trusted", (value) => {
    const others = parseTrusted(value)
      .filter((each) => each.file !== file || each.sha256 !== sha256);
    return { trusted: [{ file, sha256 }, ...others].slice(0, TRUSTED_MOST) };
  });
}

/** Forgets every content of a file; gives whether that could be remembered. */
export async function distrust(env: Env, file: string): Promise<boolean> {
  return await changeMemory(env, "trusted", (value) => ({
    trusted: parseTrusted(value).filter((each) => each.file !== file),
  }));
}

function parseTrusted(value: unknown): readonly Trusted[] {
  const { trusted } = fieldsOf(value);
  if (!Array.isArray(trusted)) return [];
  return trusted.flatMap((each: unknown) => {
    const { file, sha256 } = fieldsOf(each);
    return typeof file === "string" && typeof sha256 === "string" ? [{ file, sha256 }] : [];
  });
}
