// Whether a container has room for what is to come, as its own df says.
import { EcsinError, EXIT } from "../error.ts";
import { quoted } from "./quoted.ts";
import type { Remote } from "./remote.ts";

/** Throws an EcsinError (`copy-no-room`) where the last line of `df -Pk` tells of fewer free bytes. */
export function checkRoom(df: string, bytes: number, { label, exec }: Remote, path: string): void {
  // Device, blocks of 1 KiB, used, available; /proc and its like have no blocks at all.
  const [, blocks, , available] = df.trim().split(/ +/);
  const free = Number(available) * 1024;
  if (!(Number(blocks) > 0) || !(bytes > free)) return;
  throw new EcsinError({
    id: "copy-no-room",
    what: `${label} has no room: ${bytes} bytes, and ${free} are free`,
    why: `df says so of the file system of ${quoted(path)}`,
    next: exec("df", "-h"),
    exitCode: EXIT.failure,
  });
}
