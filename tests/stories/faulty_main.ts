// ecsin with a fault planted in it, for stories of what is thrown where nobody waits for it. The
// first word says where; `kill -USR2` is when.
import { WebSocket } from "ws";
import { run } from "../../src/cli.ts";

const [where = "", ...words] = Deno.args;
const FAULT = () => new TypeError("planted");

/** Ways to throw outside of every await. */
const PLACES: Readonly<Record<string, () => void>> = {
  timer: () =>
    void setTimeout(() => {
      throw FAULT();
    }),
  promise: () => void Promise.reject(FAULT()),
  socket() {
    const emit = WebSocket.prototype.emit;
    WebSocket.prototype.emit = function (
      this: WebSocket,
      name: string | symbol,
      ...rest: unknown[]
    ) {
      if (name === "pong" || name === "message") throw FAULT();
      return emit.call(this, name, ...rest);
    };
  },
};

Deno.addSignalListener("SIGUSR2", () => PLACES[where]?.());
Deno.exit(await run(words));
