// A wrapped command over a session with an agent that has the real one's habits.
import assert from "node:assert/strict";
import type { ExecEnds } from "../../../src/session/exec/ends.ts";
import { Wrapped, type WrappedEnd } from "../../../src/session/exec/wrapped.ts";
import { wrap, type WrapOptions } from "../../../src/session/exec/wrapper.ts";
import type { Timing } from "../../../src/session/channel/timing.ts";
import { asRealAgent } from "../../fake_aws/channel_faults.ts";
import { type OneSession, serveOneSession } from "../../fake_aws/one_session.ts";
import { channelOf, HURRY } from "../channel/this_side.ts";
import { anyBytes, NONCE } from "./in_pty.ts";
import { needs } from "../../needs.ts";

/** What the wrapper and the commands here are made of. */
const TOOLS = [
  "base64",
  "cat",
  "cksum",
  "dd",
  "head",
  "sed",
  "seq",
  "sleep",
  "stty",
  "tee",
] as const;

interface Side {
  readonly stdout: Uint8Array[];
  readonly stderr: Uint8Array[];
  readonly remarks: string[];
  readonly wrapped: Wrapped;
  readonly end: Promise<WrappedEnd>;
}

/** Runs a line of sh over a session; `wrong` sets the fake up before anything happens. */
function start(
  line: string,
  { input, wrong, timing, ends, graceMs = 300, ...given }: Partial<WrapOptions> & {
    readonly input?: Uint8Array;
    readonly graceMs?: number;
    readonly wrong?: (one: OneSession) => void;
    readonly timing?: Partial<Timing>;
    readonly ends?: Partial<ExecEnds>;
  } = {},
): Side & AsyncDisposable & { readonly one: OneSession } {
  const stdin = input === undefined ? "none" : "pipe";
  const command = wrap(["sh", "-c", line], { ...given, nonce: NONCE, stdin });
  const one = serveOneSession(command);
  wrong?.(one);
  const side = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[], remarks: [] as string[] };
  const keep = (into: Uint8Array[]) => (bytes: Uint8Array) => {
    into.push(bytes.slice());
    return Promise.resolve();
  };
  let at = 0;
  const wrapped = new Wrapped({
    // Patient with the connection: a busy machine is no fault.
    channel: { ...channelOf(one), timing: { ...HURRY, tries: 100, dead: 20_000, ...timing } },
    nonce: NONCE,
    mergeStderr: given.mergeStderr === true,
    remark: (text) => side.remarks.push(text),
    graceMs,
    beginMs: 60_000,
    ends: {
      ...input !== undefined
        ? {
          readStdin: () => {
            const chunk = input.subarray(at, at += 65_536);
            return Promise.resolve(chunk.length === 0 ? null : chunk);
          },
        }
        : {},
      writeStdout: keep(side.stdout),
      writeStderr: keep(side.stderr),
      ...ends,
    },
  });
  const end = wrapped.run();
  return {
    ...side,
    one,
    wrapped,
    end,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
    },
  };
}

const whole = (parts: readonly Uint8Array[]) => new Uint8Array(parts.flatMap((each) => [...each]));
const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(whole(parts));

Deno.test(needs("an agent as it is carries both ways, to the byte", ...TOOLS), async () => {
  const input = anyBytes(120_000);
  await using ran = start("cat; printf e >&2; exit 3", {
    input,
    wrong: ({ faults }) => asRealAgent(faults),
  });
  const { outcome } = await ran.end;
  assert.deepEqual([outcome.status, text(ran.stderr)], [3, "e"]);
  assert.deepEqual(whole(ran.stdout), input);
});

Deno.test(needs("what an agent writes twice is dropped in the container", ...TOOLS), async () => {
  const input = anyBytes(150_000);
  await using ran = start("cat", {
    input,
    wrong: ({ faults }) => [1, 2, 3, 30, 31, 100].forEach((number) => faults.twice.add(number)),
  });
  assert.deepEqual((await ran.end).outcome, { started: true, status: 0 });
  assert.deepEqual(whole(ran.stdout), input);
});

Deno.test(
  needs("a command that reads nothing stops neither ^C nor the end", ...TOOLS),
  async () => {
    await using ran = start("trap 'exit 6' INT; printf up; while :; do sleep 0.05; done", {
      input: anyBytes(2_000_000),
      wrong: ({ faults }) => faults.oneReader = true,
      ends: {
        writeStdout: (bytes) => {
          if (bytes.length > 0) ran.wrapped.signal("SIGINT");
          return Promise.resolve();
        },
      },
    });
    assert.equal((await ran.end).outcome.status, 6);
  },
);

Deno.test(needs("an interrupt before the command runs reaches it", ...TOOLS), async () => {
  await using ran = start("trap 'exit 6' INT; sleep 0.3; sleep 0.3; sleep 5; exit 1");
  ran.wrapped.signal("SIGINT");
  const { outcome } = await ran.end;
  // It may come before the trap is set.
  assert.ok(outcome.status === 6 || outcome.status === 130, `${outcome.status}`);
});

Deno.test(
  needs("a stop before the agent reads ends what ignores a hang-up", ...TOOLS),
  async () => {
    await using ran = start("trap '' HUP; sleep 1000", {
      graceMs: 60_000,
      wrong: ({ faults }) => faults.firstReadMs = 300,
    });
    void ran.wrapped.stop("SIGTERM");
    assert.equal((await ran.end).outcome.status, 143);
  },
);

Deno.test(
  needs("an agent that is gone for good is told, though nothing was sent to it", ...TOOLS),
  async () => {
    await using ran = start("sleep 1000", {
      timing: { unanswered: 300 },
      ends: { writeStderr: () => Promise.resolve() },
    });
    while (ran.one.log.outputBytes < 70) await new Promise((resolve) => setTimeout(resolve, 10));
    ran.one.faults.agentGone = true;
    ran.wrapped.signal("SIGINT");
    const { end, outcome } = await ran.end;
    assert.equal(outcome.status, undefined);
    assert.match(
      end.kind === "lost" ? end.why : end.kind,
      /^the agent in the container has not answered/,
    );
  },
);

Deno.test(
  needs("an agent that does not acknowledge repeats does no harm over cuts", ...TOOLS),
  async () => {
    const input = anyBytes(60_000);
    await using ran = start("cat; exit 2", {
      input,
      wrong: ({ faults }) => {
        faults.silentOnRepeats = true;
        faults.cut = { direction: "toClient", nth: [30, 90], closeFrame: false };
      },
    });
    assert.equal((await ran.end).outcome.status, 2);
    assert.deepEqual(whole(ran.stdout), input);
  },
);

Deno.test(needs("cuts anywhere lose nothing and double nothing", ...TOOLS), async () => {
  for (const direction of ["toClient", "fromClient"] as const) {
    const input = anyBytes(100_000);
    await using ran = start("cat; printf end >&2; exit 4", {
      input,
      wrong: ({ faults }) => {
        faults.cut = { direction, nth: [3, 9, 40, 41, 120], closeFrame: false };
      },
    });
    const { end, outcome } = await ran.end;
    assert.deepEqual([outcome.status, text(ran.stderr)], [4, "end"], JSON.stringify(end));
    assert.deepEqual(whole(ran.stdout), input);
  }
});

Deno.test(needs("a reader that pauses loses nothing", ...TOOLS), async () => {
  const gate = Promise.withResolvers<void>();
  const parts: Uint8Array[] = [];
  await using ran = start("head -c 1500000 /dev/zero; exit 5", {
    wrong: ({ faults }) => faults.window = Infinity,
    ends: {
      writeStdout: async (bytes) => {
        await gate.promise;
        parts.push(bytes.slice());
      },
    },
  });
  while (ran.one.log.outputBytes < 1_200_000) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  gate.resolve();
  assert.equal((await ran.end).outcome.status, 5);
  assert.equal(parts.reduce((sum, part) => sum + part.length, 0), 1_500_000);
});
