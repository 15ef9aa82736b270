// This side of a session as a test plays it: what is typed is pushed, what comes is kept.
import type { SessionEnd } from "../../../src/session/session.ts";
import { openShell } from "../../../src/session/shell/shell.ts";
import type { SessionIo } from "../../../src/session/shell/io.ts";
import type { ShellOptions } from "../../../src/session/shell/shell.ts";
import type { Timing } from "../../../src/session/channel/timing.ts";
import type { OneSession } from "../../fake_aws/one_session.ts";
import { rememberDataKey } from "../../fake_aws/data_keys.ts";

/** As ecsin waits, but in a hurry. */
export const HURRY: Partial<Timing> = {
  tick: 20,
  ping: 50,
  dead: 400,
  retryFirst: 10,
  retryMost: 50,
  tries: 5,
  firstTries: 5,
  quiet: 0,
  connect: 3_000,
  noHandshake: 200,
  leave: 200,
  watch: 20,
};

/** An input and output of a session. */
export class ThisSide implements SessionIo {
  readonly remarks: string[] = [];
  #output = "";
  readonly #decoder = new TextDecoder("latin1");
  readonly #input: Uint8Array[] = [];
  #waiting: ((bytes: Uint8Array) => void) | undefined;
  readonly #watchers = new Set<() => void>();
  /** Set, output is taken only once it resolves. */
  gate: Promise<void> | undefined;

  /** Everything that came, one letter a byte. */
  get output(): string {
    return this.#output;
  }

  type(text: string | Uint8Array): void {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    if (this.#waiting === undefined) this.#input.push(bytes);
    else this.#waiting(bytes);
    this.#waiting = undefined;
  }

  read(): Promise<Uint8Array> {
    const next = this.#input.shift();
    return next !== undefined ? Promise.resolve(next) : new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.gate;
    this.#output += this.#decoder.decode(bytes);
    this.#wake();
  }

  size = () => ({ columns: 80, rows: 24 });
  onResize = () => () => {};

  remark(text: string): void {
    this.remarks.push(text);
    this.#wake();
  }

  /** Resolves when the condition holds; it is looked at whenever something came. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** What a channel of the fake gateway's session needs. */
export function channelOf({ session, url }: OneSession): Omit<ShellOptions, "io" | "escape"> {
  return {
    session: { sessionId: session.sessionId, streamUrl: url, tokenValue: session.tokenValue },
    ssmTarget: `ecs:${session.cluster}_${session.taskId}_${session.runtimeId}`,
    // The fake keeps its token: a real one would be new.
    resume: () => Promise.resolve(session.tokenValue),
    terminate: () => Promise.resolve(),
    generateDataKey: (keyId, context) => {
      const plaintext = crypto.getRandomValues(new Uint8Array(64));
      const ciphertext = crypto.getRandomValues(new Uint8Array(32));
      rememberDataKey(ciphertext, plaintext, keyId, context);
      return Promise.resolve({ plaintext, ciphertext });
    },
    debug: () => {},
  };
}

/** Opens a session of the fake gateway with ecsin's own client. */
export function openHere(
  one: OneSession,
  side: ThisSide,
  given: Partial<ShellOptions> = {},
): Promise<SessionEnd> {
  return openShell({
    ...channelOf(one),
    io: side,
    ...given,
    timing: { ...HURRY, ...given.timing },
  });
}
