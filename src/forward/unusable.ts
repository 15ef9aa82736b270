// Why an end on this machine cannot be bound, in words: who has the port, and what to type instead.
import { EcsinError, EXIT } from "../error.ts";
import { endLine, pasteable } from "../pasteable.ts";
import { type Holder, holderOf } from "./holder.ts";

/** Why a path cannot be listened on. */
export function socketUnusable(path: string, why: string): EcsinError {
  return new EcsinError({
    id: "forward-socket-unusable",
    what: `"${path}" cannot be listened on`,
    // Systems allow about 100 bytes for a socket's path.
    why: new TextEncoder().encode(path).length > 100 ? [why, "the path is long for a socket"] : why,
    next: "name another path, or a port: 0:5432 takes a free one",
    exitCode: EXIT.failure,
  });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "";
}

/** Whether somebody has the port. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === "EADDRINUSE";
}

/** Why a port cannot be listened on, with the process that has it. */
export async function portUnusable(
  error: unknown,
  port: number,
  addresses: readonly string[],
  freeWords: string,
): Promise<EcsinError> {
  const [address = ""] = addresses;
  const failure = { id: "forward-port-unusable", exitCode: EXIT.failure };
  switch (codeOf(error)) {
    case "EADDRINUSE": {
      const holder = await holderOf(port);
      return new EcsinError({
        ...failure,
        id: "forward-port-busy",
        what: `port ${port} of this machine is in use`,
        why: holder === undefined
          ? "another program listens on it; the system does not say which"
          : holderWords(holder),
        next: freeWords,
      }, { cause: error });
    }
    case "EACCES":
      return new EcsinError({
        ...failure,
        what: `port ${port} of this machine may not be listened on`,
        why: "ports below 1024 belong to the system's own programs",
        next: freeWords,
      }, { cause: error });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EINVAL":
      return new EcsinError({
        ...failure,
        what: `this machine has no address "${address}" to listen on`,
        next: "leave --bind out: both loopback addresses are listened on",
      }, { cause: error });
    default:
      return new EcsinError({
        ...failure,
        what: `port ${port} of this machine cannot be listened on`,
        why: error instanceof Error ? error.message : String(error),
        next: freeWords,
      }, { cause: error });
  }
}

function holderWords({ name, pid }: Holder): string {
  return `${pasteable(name)} has it, process ${pid} (${endLine(pid)} ends it)`;
}
