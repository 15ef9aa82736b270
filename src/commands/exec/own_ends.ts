// ecsin's own stdin, stdout and stderr as the ends of a command.
import { writeAll } from "../../output.ts";
import type { ExecEnds } from "../../session/exec/ends.ts";
import type { ExecFlags } from "./flags.ts";

const READ_BYTES = 65_536;

/** stdin only from a pipe or file, or with -i; never with -n. */
export function ownEnds({ interactive, noStdin }: ExecFlags): ExecEnds {
  const buffer = new Uint8Array(READ_BYTES);
  const reads = !noStdin && (interactive || !Deno.stdin.isTerminal());
  return {
    ...(reads
      ? {
        readStdin: async () => {
          const count = await Deno.stdin.read(buffer);
          return count === null ? null : buffer.subarray(0, count);
        },
      }
      : {}),
    writeStdout: (bytes) => writeAll(Deno.stdout, bytes),
    writeStderr: (bytes) => writeAll(Deno.stderr, bytes),
  };
}
