// What a shell's session talks to on this side: a terminal (terminal/raw.ts), or one whose command is
// wrapped (exec -t).

/** What a remark is about: the connection is away, or back. */
export type About = "away" | "back";

/** This side of a session. */
export interface SessionIo {
  /** The next bytes for the container; pending while there are none, null when there never will be. */
  read(): Promise<Uint8Array | null>;
  /** Takes output of the container; resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Terminal size in character cells; undefined where there is no terminal. */
  size(): TerminalSize | undefined;
  /** Calls back after the size changed; gives what stops that. */
  onResize(changed: () => void): () => void;
  /** One line of ecsin's own, beside the session's output; see {@link About}. */
  remark(text: string, about?: About): void;
  /** Stops this program as the terminal's own ^Z does; resolves when it goes on. */
  suspend?(): Promise<void>;
}

/** In character cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}
