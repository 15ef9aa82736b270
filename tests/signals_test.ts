// A signal of the terminal that a child ends by reaches ecsin as well, and later than the child's end.
import assert from "node:assert/strict";

const PROGRAM = `
import { leaveToChild } from ${JSON.stringify(new URL("../src/signals.ts", import.meta.url).href)};
const takeBack = leaveToChild(["SIGINT"]);
const line = \`kill -INT \${Deno.pid}; exit 5\`;
const { code } = await new Deno.Command("sh", { args: ["-c", line] }).spawn().status;
await takeBack();
Deno.exit(code);
`;

Deno.test({
  name: "leaveToChild() ignores a signal that comes with the child's end, every time",
  ignore: Deno.build.os === "windows",
  async fn() {
    // Without care about a third of such runs end by the signal.
    const ends = await Promise.all(Array.from({ length: 12 }, async () => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-all", "-"],
        stdin: "piped",
        stdout: "null",
        stderr: "inherit",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(PROGRAM));
      await writer.close();
      const { code, signal } = await child.status;
      return signal ?? code;
    }));
    assert.deepEqual(ends, ends.map(() => 5));
  },
});
