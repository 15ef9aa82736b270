// The bytes of a session arrive exactly, both ways, while everything that can go wrong on the way does.
import assert from "node:assert/strict";
import type { ChannelFaults } from "../../fake_aws/channel_faults.ts";
import { serveOneSession } from "../../fake_aws/one_session.ts";
import { needs } from "../../needs.ts";
import { openHere, ThisSide } from "./this_side.ts";

const BYTES = 30_000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Letters that nobody could guess the order of, the same in every run. */
function letters(count: number): string {
  let state = 42;
  let text = "";
  for (let index = 0; index < count; index++) {
    state = state * 1_103_515_245 + 12_345 & 0x7fff_ffff;
    text += LETTERS[(state >> 16) % LETTERS.length];
  }
  return text;
}

const UPPER = `sh -c 'stty raw -echo; printf READY; head -c ${BYTES} | tr a-z A-Z; printf END'`;

/** Sends letters through the container and back; checks every byte and the client's numbering. */
async function exchange(
  wrong: (faults: ChannelFaults) => void,
  given: { readonly kmsKeyId?: string } = {},
): Promise<readonly string[]> {
  await using one = serveOneSession(UPPER, given);
  one.faults.resendTickMs = 20;
  wrong(one.faults);
  const side = new ThisSide();
  const ended = openHere(one, side);
  await Promise.race([side.until(() => side.output.includes("READY")), ended]);
  const text = letters(BYTES);
  // In pieces, as a person pastes and a pipe brings it.
  for (let at = 0; at < BYTES; at += 1_700) side.type(text.slice(at, at + 1_700));
  assert.deepEqual(await ended, { kind: "closed", output: "" });
  assert.equal(side.output, `READY${text.toUpperCase()}END`);
  assert.deepEqual([one.log.collisions, one.log.gaps, one.log.malformed], [0, 0, 0]);
  return side.remarks;
}

const STREAMS: Readonly<Record<string, (faults: ChannelFaults) => void>> = {
  "nothing goes wrong": () => {},
  "every fifth frame is lost": ({ toClient, fromClient }) => {
    toClient.drop = { fraction: 0.2 };
    fromClient.drop = { fraction: 0.2 };
  },
  "frames pass each other": ({ toClient, fromClient }) => {
    toClient.reorder = { fraction: 0.3 };
    fromClient.reorder = { fraction: 0.3 };
  },
  "frames come twice": ({ toClient, fromClient }) => {
    toClient.duplicate = { fraction: 0.4 };
    fromClient.duplicate = { fraction: 0.4 };
  },
  "digests do not fit": ({ toClient, fromClient }) => {
    toClient.corruptDigest = { fraction: 0.2 };
    fromClient.corruptDigest = { fraction: 0.2 };
  },
  "everything at once": ({ toClient, fromClient }) => {
    for (const direction of [toClient, fromClient]) {
      direction.drop = { fraction: 0.1 };
      direction.reorder = { fraction: 0.1 };
      direction.duplicate = { fraction: 0.1 };
      direction.corruptDigest = { fraction: 0.1 };
    }
  },
  "the link is slow": ({ toClient, fromClient }) => {
    toClient.perFrameMs = 5;
    fromClient.perFrameMs = 5;
    toClient.latencyMs = 60;
  },
  "an old agent does not shake hands": (faults) => {
    faults.handshake = "never";
  },
  "the agent refuses input until its command runs": (faults) => {
    faults.refuseUntilStarted = true;
    faults.agentStartMs = 30;
  },
};

for (const [name, wrong] of Object.entries(STREAMS)) {
  Deno.test(
    needs(`openShell() carries every byte when ${name}`, "stty", "head", "tr"),
    async () => {
      assert.deepEqual(await exchange(wrong), []);
    },
  );
}

for (const closeFrame of [true, false]) {
  for (const direction of ["toClient", "fromClient"] as const) {
    const how = closeFrame ? "with" : "without";
    Deno.test(
      needs(
        `openShell() carries every byte over cuts ${how} a word, ${direction}`,
        "stty",
        "head",
        "tr",
      ),
      async () => {
        const remarks = await exchange((faults) => {
          faults.cut = { direction, nth: [12, 40, 41, 70], closeFrame };
        });
        const count = (start: string) => remarks.filter((each) => each.startsWith(start)).length;
        assert.ok(count("connection lost (") >= 1);
        assert.equal(count("connected again"), count("connection lost ("));
        assert.equal(remarks.length, 2 * count("connected again"));
      },
    );
  }
}

Deno.test(
  needs(
    "openShell() carries every byte of an encrypted session, and over a cut of it",
    "stty",
    "head",
    "tr",
  ),
  async () => {
    assert.deepEqual(await exchange(() => {}, { kmsKeyId: "alias/exec" }), [
      "This session is encrypted using AWS KMS.",
    ]);
    await exchange((faults) => {
      faults.cut = { direction: "toClient", nth: [15], closeFrame: false };
      faults.fromClient.drop = { fraction: 0.1 };
    }, { kmsKeyId: "alias/exec" });
  },
);

Deno.test(
  needs("openShell() lets the container wait while nobody takes its output", "stty", "head"),
  async () => {
    const bytes = 24 << 20;
    await using one = serveOneSession(`sh -c 'stty raw; head -c ${bytes} /dev/zero'`);
    const side = new ThisSide();
    const gate = Promise.withResolvers<void>();
    side.gate = gate.promise;
    const ended = openHere(one, side);
    // Until nothing moves any more: what is under way fills the sockets between the two.
    for (let before = -1, still = 0; still < 10;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const now = one.log.outputBytes;
      still = now === before && now > 0 ? still + 1 : 0;
      before = now;
    }
    assert.ok(one.log.outputBytes < bytes / 2, `${one.log.outputBytes} bytes were let through`);
    gate.resolve();
    assert.deepEqual(await ended, { kind: "closed", output: "" });
    assert.equal(side.output.length, bytes);
  },
);
