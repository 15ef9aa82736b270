import assert from "node:assert/strict";
import { EcsinError } from "../src/error.ts";
import { errorText } from "../src/error_text.ts";

const ERROR = new EcsinError({
  id: "choice-needed",
  what: "which task? there are 2, and no terminal to ask on",
  why: "a reason that is longer than the window is wide",
  choices: ["4f2c9a1b  RUNNING", "9f3d0c2e  RUNNING"],
  next: ["ecsin --cluster production --service web --task 4f2c9a1b", "ecsin list"],
  exitCode: 2,
});

Deno.test("errorText() stands on a line each where nobody reads it on a screen", () => {
  assert.equal(
    errorText(ERROR),
    [
      "ecsin: error: which task? there are 2, and no terminal to ask on",
      "  why:  a reason that is longer than the window is wide",
      "  choices:",
      "        4f2c9a1b  RUNNING",
      "        9f3d0c2e  RUNNING",
      "  next: ecsin --cluster production --service web --task 4f2c9a1b",
      "        ecsin list",
    ].join("\n"),
  );
});

Deno.test("errorText() breaks at words under their own column, and never a line to paste", () => {
  assert.equal(
    errorText(ERROR, { width: 30, isColor: false }),
    [
      "ecsin: error: which task?",
      "  there are 2, and no terminal",
      "  to ask on",
      "  why:  a reason that is",
      "        longer than the window",
      "        is wide",
      "  choices:",
      "        4f2c9a1b  RUNNING",
      "        9f3d0c2e  RUNNING",
      "  next: ecsin --cluster production --service web --task 4f2c9a1b",
      "        ecsin list",
    ].join("\n"),
  );
});

Deno.test("errorText() in colour says the same", () => {
  const painted = errorText(ERROR, { width: Infinity, isColor: true });
  assert.notEqual(painted, errorText(ERROR));
  // deno-lint-ignore no-control-regex
  assert.equal(painted.replaceAll(/\x1b\[[0-9;]*m/g, ""), errorText(ERROR));
});
