// The words that a one-off container runs. ECS puts the image's or the definition's entrypoint in
// front of them, and RunTask cannot take that away. Pure.
import type { RunnableContainer } from "../aws/runnable.ts";
import { quoteWords } from "../session/remote_command.ts";

/**
 * Keeps a container alive until it is told to stop, and then ends at once. `sleep` where the image
 * has one; else a child that stops itself, which costs nothing and needs nothing but sh.
 */
export const KEEP_ALIVE = [
  "trap 'exit 0' TERM INT",
  "if command -v sleep >/dev/null 2>&1; then while :; do sleep 3600 & wait $!; done; fi",
  "while :; do sh -c 'kill -STOP $$' & wait $!; done",
].join("; ");

/** An entrypoint that runs the rest as a line of shell: `["sh", "-c"]`. */
const SHELL_ENTRY = /(^|\/)(sh|bash|ash|dash|zsh)$/;
/** Programs that start what they are given: `docker-entrypoint.sh`, `tini --`, `dumb-init`. */
const PASSES_ON = /(entry-?point|tini|dumb-init|catatonit|aws-lambda-rie|env|exec|run)[^/]*$/i;

/** The container's command for these words, and what the person has to know. */
export function commandFor(
  { name, entryPoint }: RunnableContainer,
  words: readonly string[],
): { readonly command: readonly string[]; readonly remark?: string } {
  const [program = ""] = entryPoint;
  if (program === "") return { command: words };
  if (SHELL_ENTRY.test(program)) {
    // `sh -c` takes one line, and would take further words as its parameters.
    return entryPoint.at(-1)?.endsWith("c") === true ? { command: [quoteWords(words)] } : {
      command: words,
      remark: `container "${name}" has the entrypoint ${entryPoint.join(" ")}: it gets the command`,
    };
  }
  if (PASSES_ON.test(program)) return { command: words };
  return {
    command: words,
    remark: `container "${name}" has the entrypoint ${entryPoint.join(" ")}: ` +
      "the command is given to it as arguments",
  };
}

/** The words that keep a container alive until it is stopped. */
export function keepAliveWords(isWindows: boolean): readonly string[] {
  return isWindows
    ? ["powershell", "-Command", "while ($true) { Start-Sleep -Seconds 3600 }"]
    : ["sh", "-c", KEEP_ALIVE];
}
