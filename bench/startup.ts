// What every call pays: the start of the program.
import type { Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

/** `--help`, `--version` and a command's help beside an empty Deno program and the peers' versions. */
export async function startupRows(
  { ecsin, empty, awscliPython, peers }: Programs,
): Promise<Row[]> {
  const others = [
    ...peers.map(({ version }) => ({ name: version.join(" "), argv: version })),
    ...(awscliPython === undefined
      ? []
      : [{ name: "aws --version", argv: [awscliPython, "-m", "awscli", "--version"] }]),
  ];
  const took = await interleaved(21, {
    empty: () => timeOf(empty, {}),
    help: () => timeOf([...ecsin, "--help"], {}),
    version: () => timeOf([...ecsin, "--version"], {}),
    commandHelp: () => timeOf([...ecsin, "login", "--help"], {}),
    ...Object.fromEntries(others.map(({ name, argv }) => [name, () => timeOf(argv, {})])),
  });
  const { empty: floor = NaN, help = NaN, version = NaN, commandHelp = NaN } = took;
  const beside = [
    { name: "empty Deno program", value: floor },
    ...others.map(({ name }) => ({ name, value: took[name] ?? NaN })),
  ];
  return [
    { name: "ecsin --help", unit: "ms", value: help, beside },
    { name: "ecsin --version", unit: "ms", value: version, beside },
    { name: "ecsin login --help", unit: "ms", value: commandHelp, beside: beside.slice(0, 1) },
  ];
}
