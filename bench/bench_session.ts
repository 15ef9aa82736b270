// A session in a terminal of its own, whose output is read as it comes: what is measured in
// session.ts and links.ts.
import type { FakeAws } from "../tests/fake_aws/fake_aws.ts";
import { Pty } from "../tests/fake_aws/pty.ts";
import type { Programs } from "./program.ts";

/** The container of every session. */
export const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];

/** A world with one container, and what is measured in it. */
export interface Bench {
  readonly programs: Programs;
  readonly aws: FakeAws;
  readonly env: Record<string, string>;
}

/** Which client. */
export type Way = "native" | "plugin";

/** A session whose output is read as it comes. */
export class Session {
  readonly #pty: Pty;
  #seen = "";

  constructor(pty: Pty) {
    this.#pty = pty;
  }

  static async open({ programs, env }: Bench, way: Way, shell: string): Promise<Session> {
    const argv = [...programs.ecsin, ...TARGET, "--session", way, "--shell", shell];
    const session = new Session(await Pty.start(argv, env, "/", { cols: 80, rows: 24 }));
    await session.until("READY");
    return session;
  }

  /** Reads until a text has come; throws when the session ends first. */
  async until(text: string): Promise<void> {
    const decoder = new TextDecoder();
    while (!this.#seen.includes(text)) {
      const bytes = await this.#pty.read(65_536);
      if (bytes === undefined) throw new Error(`the session ended before ${text}:\n${this.#seen}`);
      this.#seen = this.#seen.slice(-2_000) + decoder.decode(bytes, { stream: true });
    }
    this.#seen = this.#seen.slice(this.#seen.indexOf(text) + text.length);
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#pty.write(bytes);
  }

  async close(): Promise<void> {
    this.#pty.kill("SIGTERM");
    await this.#pty.exited;
    this.#pty.close();
  }
}
