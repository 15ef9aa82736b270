// A terminal whose command is wrapped only to learn its status (`exec -t`).
import type { About, SessionIo, TerminalSize } from "../shell/io.ts";
import type { ExecOutcome } from "./ends.ts";
import { FrameReader } from "./frames.ts";

/** The person's terminal, with the wrapper's marks taken out of what it shows. */
export class TerminalExecIo implements SessionIo {
  readonly #frames: FrameReader;
  readonly #last = Promise.withResolvers<Uint8Array>();
  #reading: Promise<Uint8Array | null> | undefined;
  #outcome: ExecOutcome = { started: false };

  readonly suspend?: () => Promise<void>;

  constructor(readonly nonce: string, readonly terminal: SessionIo) {
    this.#frames = new FrameReader(nonce);
    if (terminal.suspend !== undefined) {
      this.suspend = () => terminal.suspend?.() ?? Promise.resolve();
    }
  }

  get outcome(): ExecOutcome {
    return this.#outcome;
  }

  /** What is typed; once the status is known, the line that lets the wrapper go. */
  async read(): Promise<Uint8Array | null> {
    this.#reading ??= this.terminal.read();
    const bytes = await Promise.race([this.#reading, this.#last.promise]);
    this.#reading = undefined;
    return bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (const piece of this.#frames.push(bytes)) {
      if (piece.kind === "bytes") {
        if (this.#outcome.status === undefined) await this.terminal.write(piece.bytes);
        continue;
      }
      const text = new TextDecoder().decode(piece.data);
      if (piece.word === "start") this.#outcome = { ...this.#outcome, started: true };
      else if (piece.word === "fail") this.#outcome = { ...this.#outcome, failed: text };
      else if (piece.word === "exit") {
        this.#outcome = { ...this.#outcome, status: Number(text) };
        this.#last.resolve(new TextEncoder().encode(`\n${this.nonce}\n`));
      }
    }
  }

  size(): TerminalSize | undefined {
    return this.terminal.size();
  }

  onResize(changed: () => void): () => void {
    return this.terminal.onResize(changed);
  }

  remark(text: string, about?: About): void {
    this.terminal.remark(text, about);
  }
}
