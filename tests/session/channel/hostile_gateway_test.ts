// A gateway that means harm, or is broken: what it sends neither fills memory nor keeps the person, and
// the token goes nowhere else.
import assert from "node:assert/strict";
import type { SessionEnd } from "../../../src/session/session.ts";
import { openShell } from "../../../src/session/shell/shell.ts";
import { Channel } from "../../../src/session/channel/channel.ts";
import { encodeFrame, jsonBytes, PAYLOAD } from "../../fake_aws/wire.ts";
import { HURRY, ThisSide } from "./this_side.ts";

const TOKEN = "token-that-nobody-else-may-see";

/** A session at whatever answers on this port. */
function openAt(port: number, side: ThisSide, given: object = {}): Promise<SessionEnd> {
  return openShell({
    session: { sessionId: "s-1", streamUrl: `ws://127.0.0.1:${port}/stream`, tokenValue: TOKEN },
    ssmTarget: "ecs:prod_task_runtime",
    io: side,
    escape: "~",
    resume: () => Promise.resolve(TOKEN),
    terminate: () => Promise.resolve(),
    generateDataKey: () => Promise.reject(new Error("no key here")),
    debug: () => {},
    timing: { ...HURRY, connect: 300, tries: 2, firstTries: 2 },
    ...given,
  });
}

/** Serves websockets; `talk` is called once the token has come. */
function gateway(talk: (socket: WebSocket) => void) {
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    sockets.add(socket);
    socket.binaryType = "arraybuffer";
    socket.onerror = () => {};
    socket.onmessage = ({ data }) => typeof data === "string" ? talk(socket) : undefined;
    return response;
  });
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: async () => {
      for (const each of sockets) each.close();
      await server.shutdown();
    },
  };
}

/** Answers TCP itself, each connection by `answer`. */
function listener(answer: (connection: Deno.Conn, request: string) => Promise<void>) {
  const open = new Set<Deno.Conn>();
  const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let heard = "";
  const serve = (async () => {
    for await (const connection of server) {
      open.add(connection);
      const buffer = new Uint8Array(8192);
      const count = await connection.read(buffer).catch(() => null) ?? 0;
      const request = new TextDecoder().decode(buffer.subarray(0, count));
      heard += request;
      answer(connection, request).catch(() => {});
    }
  })();
  return {
    port: server.addr.port,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const each of open) {
        try {
          each.close();
        } catch {
          // Closed by the client already.
        }
      }
      await serve.catch(() => {});
    },
  };
}

function whyOf(end: SessionEnd): string {
  return end.kind === "lost" ? end.why : end.kind;
}

Deno.test("a gateway that redirects is not followed, and the token is not sent", async () => {
  await using elsewhere = listener(() => Promise.resolve());
  await using here = listener(async (connection) => {
    const answer = `HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:${elsewhere.port}/\r\n` +
      "Content-Length: 0\r\n\r\n";
    await connection.write(new TextEncoder().encode(answer));
  });
  assert.match(whyOf(await openAt(here.port, new ThisSide())), /302/);
  assert.equal(elsewhere.heard(), "");
  assert.match(here.heard(), /^GET \/stream HTTP\/1\.1\r\n/);
  assert.ok(!here.heard().includes(TOKEN));
});

Deno.test("a gateway that answers the upgrade a letter at a time, for ever, is given up", async () => {
  await using slow = listener(async (connection) => {
    const letters = new TextEncoder().encode(
      `HTTP/1.1 101 Switching Protocols\r\nX: ${"a".repeat(9_999)}`,
    );
    for (const letter of letters) {
      await connection.write(Uint8Array.of(letter));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  const end = await openAt(slow.port, new ThisSide());
  assert.match(whyOf(end), /handshake does not end.*; 2 tries$/);
});

Deno.test("an oversized message ends the connection before it is kept", async () => {
  let pieces = 0;
  await using large = gateway((socket) => {
    socket.send(new Uint8Array(1 << 21));
    pieces++;
  });
  assert.match(whyOf(await openAt(large.port, new ThisSide())), /Max payload size exceeded/);
  assert.equal(pieces, 2);
});

Deno.test("frames with wrong lengths, types and digests are passed over; the session goes on", async () => {
  await using wild = gateway((socket) => {
    const frame = encodeFrame({
      messageType: "output_stream_data",
      payload: new Uint8Array(64).fill(0xff),
    });
    for (const at of [0, 3, 56, 80, 116, 119]) {
      const wrong = frame.slice();
      wrong[at] = (wrong[at] ?? 0) ^ 0xff;
      socket.send(wrong);
    }
    for (const length of [0, 1, 115, 119, 120]) socket.send(new Uint8Array(length).fill(0xff));
    socket.send("{ not json");
    socket.send(encodeFrame({
      messageType: "output_stream_data",
      sequenceNumber: 0,
      payloadType: PAYLOAD.output,
      payload: new TextEncoder().encode("still here"),
    }));
    socket.send(encodeFrame({ messageType: "channel_closed", payload: jsonBytes({ Output: "" }) }));
  });
  const side = new ThisSide();
  assert.deepEqual(await openAt(wild.port, side), { kind: "closed", output: "" });
  assert.equal(side.output, "still here");
});

Deno.test("a handshake without end is refused, and asks for few data keys", async () => {
  for (const actionsEach of [1, 1_000]) {
    let keys = 0;
    await using endless = gateway((socket) => {
      for (let number = 0; number < 200; number++) {
        const action = { ActionType: "KMSEncryption", ActionParameters: { KMSKeyId: "k" } };
        socket.send(encodeFrame({
          messageType: "output_stream_data",
          sequenceNumber: number,
          payloadType: PAYLOAD.handshakeRequest,
          payload: jsonBytes({ RequestedClientActions: Array(actionsEach).fill(action) }),
        }));
      }
    });
    const generateDataKey = () => {
      keys++;
      return Promise.resolve({ plaintext: new Uint8Array(64), ciphertext: new Uint8Array(32) });
    };
    const end = await openAt(endless.port, new ThisSide(), { generateDataKey });
    assert.equal(whyOf(end), "the agent's handshake does not end");
    assert.ok(keys <= 16, `${keys} data keys`);
  }
});

Deno.test("a gateway that says nothing after the token can be left", async () => {
  await using silent = gateway(() => {});
  const side = new ThisSide();
  const ended = openAt(silent.port, side);
  side.type("~.");
  assert.deepEqual(await ended, { kind: "left" });
});

Deno.test("messages ahead of their turn are kept up to a bound in number and in bytes", () => {
  const frame = (sequenceNumber: number, bytes: number) =>
    encodeFrame({
      messageType: "output_stream_data",
      sequenceNumber,
      payloadType: PAYLOAD.output,
      payload: new Uint8Array(bytes),
    });
  const kept = (bytes: number, most: number) => {
    const channel = new Channel();
    let number = 1;
    // What is not kept is not acknowledged either: an honest agent sends it again.
    while (number < most && channel.receive(frame(number, bytes), 0).send.length > 0) number++;
    return number - 1;
  };
  assert.equal(kept(16, 20_000), 10_000);
  assert.ok(kept(1 << 19, 1_000) <= 32);
});
