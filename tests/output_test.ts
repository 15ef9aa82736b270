// src/output.ts on ends that refuse bytes while they are full: nothing is lost, nothing comes twice.
import assert from "node:assert/strict";
import { needs, pathOf } from "./needs.ts";
import { SLOW_READER } from "./slow_reader.ts";
import { Home } from "./stories/home.ts";

const OUTPUT = new URL("../src/output.ts", import.meta.url).href;

/** Short lines, lines longer than any buffer, blank ones, and an end without a newline. */
function text(): string {
  const line = (at: number) =>
    `line ${at} ${"x".repeat(at % 97)}${at % 500 === 7 ? "y".repeat(9000) : ""}${
      "\n".repeat(1 + at % 3)
    }`;
  return `${Array.from({ length: 3000 }, (_, at) => line(at)).join("")}the end`;
}

for (const kind of ["pipe", "socket", "terminal"]) {
  for (const way of ["writeAllSync", "writeAll"]) {
    Deno.test(
      needs(`${way}() gets every byte once through a full ${kind}`, "unix", "python3"),
      async () => {
        await using home = await Home.make();
        const reader = await home.write("reader.py", SLOW_READER);
        const writer = await home.write(
          "writer.ts",
          `import { ${way} } from ${JSON.stringify(OUTPUT)};\n` +
            `await ${way}(Deno.stdout, new TextEncoder().encode(Deno.readTextFileSync("text")));\n`,
        );
        await home.write("text", text());
        const { code, stdout, stderr } = await new Deno.Command(pathOf("python3") ?? "", {
          args: [reader, kind, Deno.execPath(), "run", "-A", "--no-config", writer],
          cwd: home.path,
        }).output();
        assert.equal(code, 0, new TextDecoder().decode(stderr));
        assert.equal(new TextDecoder().decode(stdout), text());
      },
    );
  }
}

Deno.test(
  needs("writeAllSync() throws at an end that has gone, and at a full disk", "linux"),
  async () => {
    const write = async (shell: string) => {
      const { stderr } = await new Deno.Command("sh", {
        args: ["-c", shell, Deno.execPath()],
      }).output();
      return new TextDecoder().decode(stderr).trim();
    };
    const program = `import { writeAllSync } from "${OUTPUT}";` +
      "try { writeAllSync(Deno.stdout, new Uint8Array(300000)); } catch (e) { console.error(e.name); }";
    assert.equal(await write(`"$0" eval '${program}' | true`), "BrokenPipe");
    assert.equal(await write(`"$0" eval '${program}' >/dev/full`), "Error");
  },
);
