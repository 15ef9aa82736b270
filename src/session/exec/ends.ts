// This side of a command that runs in a container: where its stdin comes from and its output goes.

/** ecsin's own ends of a command, another command's, or a test's. */
export interface ExecEnds {
  /** The next bytes of stdin, null at its end; undefined when the command gets no stdin. */
  readonly readStdin?: () => Promise<Uint8Array | null>;
  /** Resolves when more may come: meanwhile the container waits. Empty bytes: no more will come. */
  readonly writeStdout: (bytes: Uint8Array) => Promise<void>;
  readonly writeStderr: (bytes: Uint8Array) => Promise<void>;
}

/** What is known of a command once its session is over. */
export interface ExecOutcome {
  /** 0–255 as sh tells it; undefined when it was never told. */
  readonly status?: number;
  /** Why the wrapper did not run the command: `workdir`, `user`, `nouser`, `environ`, `stdin T`. */
  readonly failed?: string;
  /** How what was read of stdin differs from what the command was given. */
  readonly stdinFault?: string;
  /** The wrapper's first mark came, so an sh is there. */
  readonly started: boolean;
}
