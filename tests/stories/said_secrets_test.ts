// Every way in which ecsin says anything, in a real terminal, with random secrets: none is on the
// screen, in the title, in a pipe, or in what is remembered.
import assert from "node:assert/strict";
import fc from "fast-check";
import { denoEnvironment, runProgram } from "./ecsin.ts";
import { Home } from "./home.ts";
import { openTerminal } from "./terminal.ts";

const PROGRAM = [
  Deno.execPath(),
  "run",
  "-A",
  "--quiet",
  "--no-check",
  new URL("say_secrets.ts", import.meta.url).pathname,
];
const secret = fc.oneof(
  fc.base64String({ minLength: 20, maxLength: 60 }),
  fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
  fc.tuple(
    fc.stringMatching(/^[A-Za-z0-9/+]{24}$/),
    fc.constantFrom("\n", "\r", "\t", " ", '"', "<&>"),
  )
    .map(([text, between]) => `${text}${between}${text}x`),
  fc.stringMatching(/^[A-Za-z]{4}[!$%&*()é🐙]{3}[A-Za-z0-9]{8}$/u),
  fc.stringMatching(/^[1-9]\d{5}$/),
);

/** What may not be seen of it: the piece that is long enough to be told from other words. */
function pieceOf(text: string): string {
  return text.split(/[\s"<&>]+/).reduce((a, b) => a.length >= b.length ? a : b);
}

Deno.test("no way of saying anything says a secret, in a terminal and in a pipe", async () => {
  const seed = Number(Deno.env.get("ECSIN_SEED") ?? Date.now() % 2 ** 31);
  const env = { ...await denoEnvironment(), AWS_REGION: "eu-central-1" };
  await fc.assert(
    fc.asyncProperty(secret, async (text) => {
      await using home = await Home.make();
      const assertNone = (said: string) => {
        const piece = pieceOf(text);
        // A short one is hidden where it stands by itself.
        const isSaid = piece.length >= 12
          ? said.includes(piece)
          : new RegExp(`(?<![A-Za-z0-9])${RegExp.escape(piece)}(?![A-Za-z0-9])`).test(said);
        assert.ok(!isSaid, said);
      };
      const ran = await runProgram([...PROGRAM, text], { home, env });
      assert.match(ran.stderr, /\ndone\n$/);
      assertNone(ran.stdout + ran.stderr);
      await using terminal = await openTerminal([...PROGRAM, text], { home, env, columns: 200 });
      await terminal.exit();
      assert.match(terminal.output(), /done/);
      assertNone(terminal.output());
      assertNone(await Deno.readTextFile(`${home.path}/.local/state/ecsin/recents.json`));
    }),
    { numRuns: 8, seed, endOnFailure: true },
  );
});
