// The words of `ecsin run` behind its flags, and the values of its own flags.
import { EcsinError, EXIT } from "../../error.ts";
import { typedLine } from "../../entry/context.ts";

/** What stands before `--` is the target, what stands after it the command, if any. */
export function splitRun(
  words: readonly string[],
  argv: readonly string[],
): { readonly target: string | undefined; readonly command: readonly string[] } {
  const dashes = argv.indexOf("--");
  const after = dashes === -1 ? 0 : argv.length - dashes - 1;
  const [target, extra] = words.slice(0, words.length - after);
  if (extra !== undefined) {
    const at = argv.indexOf(extra, argv.indexOf(target ?? "") + 1);
    throw new EcsinError({
      id: "run-usage",
      what: `"${extra}" is neither a flag nor behind --`,
      next: typedLine([...argv.slice(0, at), "--", ...argv.slice(at)]),
      exitCode: EXIT.usage,
    });
  }
  return { target, command: words.slice(words.length - after) };
}

/** `NAME=VALUE`. */
export function parseVariable(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error("a variable looks like NAME=VALUE");
  return [text.slice(0, at), text.slice(at + 1)];
}

/**
 * CPU units or vCPUs, as the API takes them: `1024`, `1 vCPU`, `.5 vcpu` (API reference, Task).
 * How much a platform has is ECS's to say.
 */
export function parseCpu(text: string): string {
  if (/^(\d+|(\d+|\d*\.\d+) ?vcpu)$/i.test(text)) return text;
  throw new Error("CPU looks like 1024 (units) or '1 vCPU'");
}

/** MiB or GB, as the API takes them: `2048`, `2 GB`, `.5GB` (API reference, Task). */
export function parseMemory(text: string): string {
  if (/^(\d+|(\d+|\d*\.\d+) ?gb)$/i.test(text)) return text;
  throw new Error("memory looks like 2048 (MiB) or '2 GB'");
}
