// `deno task build` as tests run it, and what is in the programs that it makes.

const BUILD = new URL("../../tools/build.ts", import.meta.url).pathname;
/** The bundle's parts lie this close together in a program. */
const NEAR_BYTES = 1 << 22;

/** Builds for this system, on a base. */
export function build(outdir: string, base: string, env: Readonly<Record<string, string>> = {}) {
  return run(["--outdir", outdir], base, env);
}

/** Runs the task with words of its own. */
export async function run(
  args: readonly string[],
  base: string,
  env: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", BUILD, ...args],
    env: { ...env, DENORT_BIN: base, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** The bundle's parts by name; as Latin-1, so that they can be looked for in the binary. */
export async function chunks(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    found.set(name, new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`)));
  }
  return new Map([...found].sort());
}

/** Parts of a bundle that a program does not have. */
export function missingIn(
  program: Uint8Array,
  parts: ReadonlyMap<string, string>,
): readonly string[] {
  const whole = new TextDecoder("latin1").decode(program);
  const at = whole.indexOf(parts.get("main.js") ?? "");
  if (at === -1) return ["main.js"];
  // A search through all of a runtime base for each part would take half a minute.
  const near = whole.slice(Math.max(0, at - NEAR_BYTES), at + NEAR_BYTES);
  return [...parts].filter(([, text]) => !near.includes(text)).map(([name]) => name);
}
