// Flags that would do nothing are refused, wherever they stand and however they are written.
import assert from "node:assert/strict";
import { refuseIdle } from "../../src/entry/idle_flags.ts";
import { EcsinError } from "../../src/error.ts";

function told(argv: readonly string[], flags: readonly string[], when = true): string | undefined {
  try {
    refuseIdle(argv, [{ flags, when, why: "because" }]);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof EcsinError);
    return `${error.message} | ${[error.failure.next].flat().join()}`;
  }
}

Deno.test("refuseIdle() refuses what was typed, with the line without it", () => {
  const wait = ["--wait TIME"];
  for (const words of [["--wait", "5s", "web"], ["--wait=5s", "web"]]) {
    assert.equal(told(["exec", ...words], wait), "--wait does nothing here | ecsin exec web");
  }
  assert.equal(
    told(["exec", "-n", "web", "--", "ls"], ["-n, --no-stdin"]),
    "--no-stdin does nothing here | ecsin exec web -- ls",
  );
});

Deno.test("refuseIdle() leaves alone what was not typed, or is the command's own", () => {
  assert.equal(told(["exec", "web", "--", "--wait", "5s"], ["--wait TIME"]), undefined);
  assert.equal(told(["exec", "web"], ["-n, --no-stdin"]), undefined);
  assert.equal(told(["exec", "--wait", "5s"], ["--wait TIME"], false), undefined);
});
