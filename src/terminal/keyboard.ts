// What is typed, as bytes of UTF-8, on a terminal in raw mode. On Unix that is what Deno's stdin reads.
// On Windows Deno's own reading gives the console's code page (`é日` comes as `82 3f` on 437; Deno
// 2.9.6); through its Node layer the same keys come as UTF-8, in the same mode of the console.
import { openConsole } from "./windows_console.ts";

const MOST_BYTES = 16_384;

/** The next bytes typed, or of the file that stdin is; null when there will be none. */
export async function readKeys(): Promise<Uint8Array | null> {
  if (Deno.build.os === "windows" && Deno.stdin.isTerminal()) {
    return await (await openConsole()).read();
  }
  const buffer = new Uint8Array(MOST_BYTES);
  const count = await Deno.stdin.read(buffer);
  return count === null ? null : buffer.subarray(0, count);
}
