import assert from "node:assert/strict";
import { tellEnd } from "../../src/entry/tell_end.ts";
import { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import type { SessionEnd } from "../../src/session/session.ts";

const TARGET = {
  cluster: "prod",
  task: "4f2c9a1b",
  taskId: "4f2c9a1b",
  container: "app",
  command: "bash",
};

const WHOM = {
  region: "eu-central-1",
  identity: {
    source: { kind: "awsProfile", awsProfile: "corp", from: "--aws-profile" },
    flags: [["--aws-profile", "corp"]],
    remarks: [],
  },
} as const;

/** What is said and the exit code, or the whole error. */
function told(end: SessionEnd, command = "bash") {
  const said: string[] = [];
  const rerun = (flag: string) => `ecsin prod-web ${flag}`;
  try {
    return {
      code: tellEnd(end, { ...TARGET, command }, WHOM, rerun, (text) => said.push(text)),
      said,
    };
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    return errorText(error).split("\n");
  }
}

const closed = (output: string) => ({ kind: "closed" as const, output });

Deno.test("tellEnd() says nothing of a shell that was left", () => {
  assert.deepEqual(told(closed("")), { code: 0, said: [] });
  assert.deepEqual(told({ kind: "left" }), { code: 0, said: ["session ended"] });
  assert.deepEqual(told({ kind: "left", signal: "SIGHUP" }), { code: 129, said: [] });
});

Deno.test("tellEnd() passes on what the agent said", () => {
  const words = "Your session timed out due to inactivity";
  assert.deepEqual(told(closed(words)), { code: 0, said: [words] });
});

Deno.test("tellEnd() tells both causes of a log group that is not encrypted", () => {
  const words =
    "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group.";
  assert.deepEqual(told(closed(words)), [
    'ecsin: error: the agent in container "app" refused the session',
    `  why:  ${words}`,
    "        the cluster asks for encrypted session logs: the log group or bucket is not encrypted, " +
    "or the task role may not look (logs:DescribeLogGroups on *, s3:GetEncryptionConfiguration)",
    "  next: ecsin doctor --cluster prod --task 4f2c9a1b --container app --aws-profile corp",
  ]);
});

Deno.test("tellEnd() offers sh -c for a command that needs a shell", () => {
  const words = 'Unable to start command: exec: "DRY_RUN=true": executable file not found in $PATH';
  assert.deepEqual(told(closed(words), "DRY_RUN=true job"), [
    'ecsin: error: there is no DRY_RUN=true in container "app"',
    `  why:  ${words}`,
    "        the command was: DRY_RUN=true job",
    `  next: ecsin prod-web --shell 'sh -c '\\''DRY_RUN=true job'\\'''`,
    "        an image without any shell (distroless, scratch) can only run its own programs: " +
    "ecsin exec … -- PROGRAM",
  ]);
});

Deno.test("tellEnd() tells a session that was lost, and the task that went away with it", () => {
  const end = { kind: "lost" as const, why: "the task has stopped", task: "OOM" };
  assert.deepEqual(told(end), [
    'ecsin: error: the session in container "app" was lost: the task has stopped',
    "  why:  the task is stopping: OOM",
    "  next: ecsin doctor --cluster prod --task 4f2c9a1b --container app --aws-profile corp",
  ]);
});

Deno.test("tellEnd() proposes no sh around a line that an sh runs already", () => {
  const words = 'Unable to start command: exec: "sh": executable file not found in $PATH';
  const lines = told(closed(words), "sh -c 'exec $(command -v bash || echo sh)'");
  assert.ok(Array.isArray(lines));
  assert.ok(lines.includes("  next: ecsin prod-web --shell /busybox/sh"), lines.join("\n"));
});
