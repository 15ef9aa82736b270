// A command with pipes in a container, over a session's channel: its wrapper (wrapper.ts) is spoken
// with from its first mark to its end. stdin goes out by input.ts, the output is taken apart by
// output.ts; signals go to the command's process group; and once all of the command has arrived the
// wrapper is told so, and nothing is waited for any more.
import { joined } from "../../bytes.ts";
import { Life } from "../channel/life.ts";
import { PAYLOAD } from "../channel/message.ts";
import { type ChannelOptions, type ChannelUser, SHELL_TYPES } from "../channel/options.ts";
import { delay } from "../channel/timing.ts";
import type { SessionEnd } from "../session.ts";
import type { ExecEnds, ExecOutcome } from "./ends.ts";
import { Input } from "./input.ts";
import { type Abilities, type Event, Output } from "./output.ts";

/** Between TERM and KILL for a command that is to end, and between KILL and giving up. */
const GRACE_MS = 2_000;
/** How long a command that is to end may need until it begins: an agent reads it after a second. */
const BEGIN_MS = 5_000;
/** Between looks whether something of stdin was lost. */
const PROBE_MS = 5_000;
/** The question that an agent answers at any time and a command without terminal does not see. */
const SIZE = new TextEncoder().encode(JSON.stringify({ cols: 80, rows: 24 }));

/** What a command is run with. */
export interface WrappedOptions {
  /** The channel of a session that runs a wrapped command line; its `abort` is not used. */
  readonly channel: ChannelOptions;
  /** The wrapper's. */
  readonly nonce: string;
  readonly ends: ExecEnds;
  /** stderr comes in stdout's stream. */
  readonly mergeStderr: boolean;
  /** One line of ecsin's own, for the person. */
  readonly remark: ChannelUser["remark"];
  /** Milliseconds; for tests. */
  readonly graceMs?: number;
  /** Milliseconds; for tests. */
  readonly beginMs?: number;
}

/** How a command and its session ended. */
export interface WrappedEnd {
  readonly end: SessionEnd;
  readonly outcome: ExecOutcome;
}

/** A running command. Made, it connects. */
export class Wrapped {
  readonly #options: WrappedOptions;
  readonly #life: Life;
  readonly #output: Output;
  readonly #told = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();
  #outcome: ExecOutcome = { started: false };
  #abilities: Abilities | undefined;
  #input: Input | undefined;
  #pid: number | undefined;
  #hasExited = false;
  #stderrEnded: boolean;
  #signals = 0;
  #waiting: Deno.Signal[] = [];
  #ending: Promise<void> | undefined;
  #endedBy: Deno.Signal | undefined;
  #discards = false;

  constructor(options: WrappedOptions) {
    this.#options = options;
    this.#output = new Output(options.nonce);
    this.#stderrEnded = options.mergeStderr;
    const { abort: _, ...channel } = options.channel;
    this.#life = new Life(channel, {
      sessionTypes: SHELL_TYPES,
      remark: options.remark,
      // No more is sent than the wrapper reads at once: silence is no command that takes no input.
      unanswered: (words) => void this.#life.giveUp(words),
      take: async (messages) => {
        const shown = messages.filter(({ payloadType }) => payloadType === PAYLOAD.output);
        await this.#take(this.#output.push(joined(shown.map(({ payload }) => payload))));
      },
    });
  }

  /** Runs to the end of the command, or of its session. */
  async run(): Promise<WrappedEnd> {
    const probing = setInterval(() => {
      this.#input?.probe();
      // A command may be silent for hours: whether its agent is still there has to be asked.
      if (this.#abilities !== undefined) this.#life.tell(PAYLOAD.size, SIZE);
    }, PROBE_MS);
    const end = await this.#life.end;
    clearInterval(probing);
    await this.#ending;
    await this.#take(this.#output.end());
    if (!this.#discards) {
      await this.#options.ends.writeStdout(new Uint8Array(0));
      await this.#options.ends.writeStderr(new Uint8Array(0));
    }
    const by = this.#endedBy;
    return {
      end: by === undefined ? end : { kind: "left", signal: by },
      outcome: this.#outcome,
    };
  }

  /** Sends the command a signal, as soon as it runs; to its whole process group where it has one. */
  signal(name: Deno.Signal): void {
    const abilities = this.#abilities;
    if (abilities === undefined || this.#pid === undefined) {
      this.#waiting.push(name);
      return;
    }
    // A terminal without stty shows what is sent, and would take it for the command's output.
    if (!abilities.exact) return void this.#life.leave(name);
    const word = name.replace(/^SIG/, "");
    void this.#life.send(line(`k ${++this.#signals} ${word} ${this.#target}`));
  }

  /**
   * Ends the command: TERM to its process group, KILL where that is ignored, then the session. By a
   * signal: the end is `left` with it, unless the command's status is told in time.
   */
  stop(by?: Deno.Signal): Promise<void> {
    return this.#ending ??= this.#stop(by);
  }

  async #stop(by: Deno.Signal | undefined): Promise<void> {
    const { graceMs = GRACE_MS, beginMs = BEGIN_MS } = this.#options;
    this.#endedBy = by;
    // The end of the session does not end what ignores a hang-up, and may come before its first mark.
    const begun = [this.#begun.promise, this.#told.promise];
    await Promise.race([...begun, delay(beginMs, this.#life.over)]);
    if (this.#abilities?.exact === true && this.#pid !== undefined) {
      for (const name of ["SIGTERM", "SIGKILL"] as const) {
        this.signal(name);
        await Promise.race([this.#told.promise, delay(graceMs, this.#life.over)]);
        if (this.#hasExited || this.#life.over.aborted) break;
      }
    }
    if (this.#hasExited) await this.#life.end;
    else await this.#life.leave(by);
  }

  get #target(): string {
    return `${this.#abilities?.ownSession === true ? "-" : ""}${this.#pid}`;
  }

  async #take(events: readonly Event[]): Promise<void> {
    for (const event of events) {
      try {
        await this.#takeOne(event);
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        // Nobody reads the output any more: the command is ended as by a pipe of its own.
        this.#discards = true;
        void this.stop("SIGPIPE");
      }
    }
  }

  async #takeOne(event: Event): Promise<void> {
    const { ends } = this.#options;
    switch (event.kind) {
      case "stdout":
        // What a process in the background writes after the command's end is nobody's.
        if (!this.#hasExited && !this.#discards) await ends.writeStdout(event.bytes);
        return;
      case "stderr":
        if (!(this.#hasExited && this.#stderrEnded) && !this.#discards) {
          await ends.writeStderr(event.bytes);
        }
        return;
      case "start":
        this.#abilities = event.abilities;
        this.#outcome = { ...this.#outcome, started: true };
        return this.#start(event.abilities);
      case "ready":
        this.#pid = event.pid;
        this.#begun.resolve();
        // A terminal without stty would show the line.
        if (this.#abilities?.exact === true) void this.#life.send(line(`p ${this.#target}`));
        for (const name of this.#waiting.splice(0)) this.signal(name);
        return;
      case "exit":
        this.#hasExited = true;
        this.#outcome = { ...this.#outcome, status: event.status };
        return this.#finishIfAll();
      case "stderrEnd":
        this.#stderrEnded = true;
        return this.#finishIfAll();
      case "over":
        if (!this.#hasExited) void this.#life.giveUp("it killed the shell that ran it");
        return;
      case "fail":
        this.#outcome = { ...this.#outcome, failed: event.what };
        return this.#told.resolve();
      case "took":
        return this.#input?.took(event);
      case "again":
        return this.#input?.again(event.batch);
    }
  }

  #start({ stdin, ownSession }: Abilities): void {
    const { ends, remark } = this.#options;
    if (!ownSession) {
      remark(
        "the image has no setsid, perl or python3: the command can reach ECS's terminal, and ^C " +
          "only its first process",
      );
    }
    if (ends.readStdin === undefined || stdin === "none") return;
    this.#input = new Input({
      read: ends.readStdin,
      // The channel keeps the order of the calls: nothing gets between the lines of a batch.
      send: (messages) => this.#life.send(...messages),
      isSummed: stdin === "sum",
      over: this.#life.over,
      onFault: (why) => {
        this.#outcome = { ...this.#outcome, stdinFault: why };
        void this.stop();
      },
    });
    this.#input.run().catch((error) => void this.#life.giveUp(String(error)));
  }

  /** All of the command has arrived: the wrapper may go, and nobody waits for the agent to say so. */
  #finishIfAll(): void {
    if (!this.#hasExited || !this.#stderrEnded) return;
    this.#told.resolve();
    void this.#life.sayLast(line("q"));
  }
}

function line(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}
