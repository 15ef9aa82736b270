// A command without a wrapper and without stdin, because there is no sh to wrap it.
import type { ChannelUser } from "../channel/options.ts";
import type { SessionIo } from "../shell/io.ts";
import { LineEnds } from "./byte_filters.ts";
import type { ExecEnds } from "./ends.ts";

/** Its output with the terminal's CR LF made LF again; nothing is typed. */
export class PlainIo implements SessionIo {
  readonly #ends: ExecEnds;
  readonly #lineEnds = new LineEnds();

  constructor(ends: ExecEnds, readonly remark: ChannelUser["remark"]) {
    this.#ends = ends;
  }

  read(): Promise<Uint8Array | null> {
    return Promise.resolve(null);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#ends.writeStdout(this.#lineEnds.push(bytes));
  }

  /** The session is over. */
  async end(): Promise<void> {
    await this.#ends.writeStdout(this.#lineEnds.end());
    await this.#ends.writeStdout(new Uint8Array(0));
  }

  size(): undefined {
    return undefined;
  }

  onResize(): () => void {
    return () => {};
  }
}
