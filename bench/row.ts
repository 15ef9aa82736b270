// One line of the table, and how it is measured: the things side by side, turn by turn, medians.

/** A measured thing beside its floors or peers, all of one run and one unit. */
export interface Row {
  readonly name: string;
  /** `ms`, `MB/s`, `round trips`, `MB`. */
  readonly unit: string;
  readonly value: number;
  readonly beside: readonly { readonly name: string; readonly value: number }[];
}

/** Runs each of several things once a turn, so that a slow moment meets all of them. */
export async function interleaved(
  turns: number,
  things: Readonly<Record<string, () => Promise<number>>>,
): Promise<Readonly<Record<string, number>>> {
  const all = Object.entries(things).map(([name, run]) => ({
    name,
    run,
    values: new Array<number>(),
  }));
  // Once without counting: files are read into the cache, code is compiled.
  for (const { run } of all) await run();
  for (let turn = 0; turn < turns; turn++) {
    for (const { run, values } of all) values.push(await run());
  }
  return Object.fromEntries(all.map(({ name, values }) => [name, median(values)]));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Milliseconds that a program takes from its start to its end; throws when it fails. */
export async function timeOf(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(argv[0] ?? "", {
    args: argv.slice(1),
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const took = performance.now() - start;
  if (!success) throw new Error(`${argv.join(" ")}:\n${new TextDecoder().decode(stderr)}`);
  return took;
}

/** The table as text: the value, and how many times each floor or peer it is. */
export function tableOf(rows: readonly Row[]): string {
  return rows.map(({ name, value, unit, beside }) => {
    const others = beside.map((each) =>
      `  ${(value / each.value).toFixed(2)} × ${each.name} (${round(each.value)} ${unit})`
    );
    return [`${name}: ${round(value)} ${unit}`, ...others].join("\n");
  }).join("\n");
}

/** The table as Markdown, for docs/performance.md. */
export function markdownOf(rows: readonly Row[]): string {
  const lines = rows.map(({ name, value, unit, beside }) => {
    const others = beside.map((each) =>
      `${(value / each.value).toFixed(2)} × ${each.name} (${round(each.value)})`
    );
    return `| ${name} | ${round(value)} ${unit} | ${others.join("<br>")} |`;
  });
  return ["| what | this run | beside |", "| --- | --- | --- |", ...lines].join("\n");
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
