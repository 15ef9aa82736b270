// What every call pays: the start of the program.
import type { Programs } from "./program.ts";
import { interleaved, type Row, timeOf } from "./row.ts";

/** A profiles file whose names are offered on Tab, and a place for what Tab remembers of it. */
async function tabFolder(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const lines = Array.from(
    { length: 50 },
    (_, index) =>
      `  service-${index}: {description: Number ${index}, cluster: prod, service: web}\n`,
  );
  await Deno.writeTextFile(`${folder}/profiles.yaml`, `profiles:\n${lines.join("")}`);
  return folder;
}

/** `--help`, `--version`, a command's help and Tab beside an empty Deno program and the peers. */
export async function startupRows(
  { ecsin, empty, awscliPython, peers }: Programs,
): Promise<Row[]> {
  const others = [
    ...peers.map(({ version }) => ({ name: version.join(" "), argv: version })),
    ...(awscliPython === undefined
      ? []
      : [{ name: "aws --version", argv: [awscliPython, "-m", "awscli", "--version"] }]),
  ];
  const folder = await tabFolder();
  const env = { ECSIN_PROFILES: `${folder}/profiles.yaml`, XDG_STATE_HOME: folder };
  const took = await interleaved(21, {
    empty: () => timeOf(empty, {}),
    help: () => timeOf([...ecsin, "--help"], {}),
    version: () => timeOf([...ecsin, "--version"], {}),
    commandHelp: () => timeOf([...ecsin, "login", "--help"], {}),
    tab: () => timeOf([...ecsin, "__complete", "zsh", "service-"], env),
    ...Object.fromEntries(others.map(({ name, argv }) => [name, () => timeOf(argv, {})])),
  });
  await Deno.remove(folder, { recursive: true });
  const { empty: floor = NaN, help = NaN, version = NaN, commandHelp = NaN, tab = NaN } = took;
  const beside = [
    { name: "empty Deno program", value: floor },
    ...others.map(({ name }) => ({ name, value: took[name] ?? NaN })),
  ];
  return [
    { name: "ecsin --help", unit: "ms", value: help, beside },
    { name: "ecsin --version", unit: "ms", value: version, beside },
    { name: "ecsin login --help", unit: "ms", value: commandHelp, beside: beside.slice(0, 1) },
    { name: "Tab among 50 profiles", unit: "ms", value: tab, beside: beside.slice(0, 1) },
  ];
}
