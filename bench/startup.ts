// What every call pays: the start of the program.
import type { Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

/** `--help` beside an empty Deno program and, where it is there, `aws help`'s quickest sibling. */
export async function startupRows({ ecsin, empty, awscliPython }: Programs): Promise<Row[]> {
  const aws = awscliPython;
  const took = await interleaved(21, {
    help: () => timeOf([...ecsin, "--help"], {}),
    empty: () => timeOf(empty, {}),
    ...(aws === undefined ? {} : {
      aws: () => timeOf([aws, "-m", "awscli", "--version"], {}),
    }),
  });
  const { help = NaN, empty: floor = NaN } = took;
  return [{
    name: "ecsin --help",
    unit: "ms",
    value: help,
    beside: [
      { name: "empty Deno program", value: floor },
      ...(took["aws"] === undefined ? [] : [{ name: "aws --version", value: took["aws"] }]),
    ],
  }];
}
