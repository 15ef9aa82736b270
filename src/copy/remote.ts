// The seam to a container: words that are run there, with a stdin, a stdout and an exact end. The
// commands give it (exec's own way); the tests of this room give one of this machine's shells.

/** The streams of a command. */
export interface RemoteEnds {
  /** Undefined when the command gets no stdin; null at its end. */
  readonly readStdin?: () => Promise<Uint8Array | null>;
  /** Bytes exactly as the command wrote them; what it writes next waits for this. */
  readonly writeStdout: (bytes: Uint8Array) => Promise<void>;
  readonly writeStderr: (bytes: Uint8Array) => Promise<void>;
}

/** How a command ended. */
export type RemoteEnd =
  | { readonly kind: "exit"; readonly status: number }
  /** The image cannot decode a stdin; the command was not run. */
  | { readonly kind: "no-stdin" }
  /** There is no sh in the image. */
  | { readonly kind: "no-shell" }
  /** The session was cut, or its end was never told; the reason in words. */
  | { readonly kind: "lost"; readonly why: string; readonly final: boolean };

/** Runs words in the container, until they end or `signal` says so. */
export type RunRemote = (
  words: readonly string[],
  ends: RemoteEnds,
  signal: AbortSignal,
) => Promise<RemoteEnd>;

/** A container to copy from or to. */
export interface Remote {
  readonly run: RunRemote;
  /** As the person knows it, for words. */
  readonly label: string;
  /** The line that looks closer, ready to paste. */
  readonly doctor: string;
  /** The line that runs words there by `ecsin exec`, ready to paste. */
  readonly exec: (...words: readonly string[]) => string;
  /** The image, for what it lacks; asked for only then. */
  readonly image: () => Promise<string | undefined>;
}
