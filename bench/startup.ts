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

/** `--help` and Tab beside an empty Deno program and, where it is there, `aws help`'s quickest sibling. */
export async function startupRows({ ecsin, empty, awscliPython }: Programs): Promise<Row[]> {
  const aws = awscliPython;
  const folder = await tabFolder();
  const env = { ECSIN_PROFILES: `${folder}/profiles.yaml`, XDG_STATE_HOME: folder };
  const took = await interleaved(21, {
    help: () => timeOf([...ecsin, "--help"], {}),
    empty: () => timeOf(empty, {}),
    tab: () => timeOf([...ecsin, "__complete", "zsh", "service-"], env),
    ...(aws === undefined ? {} : {
      aws: () => timeOf([aws, "-m", "awscli", "--version"], {}),
    }),
  });
  await Deno.remove(folder, { recursive: true });
  const { help = NaN, empty: floor = NaN, tab = NaN } = took;
  return [{
    name: "ecsin --help",
    unit: "ms",
    value: help,
    beside: [
      { name: "empty Deno program", value: floor },
      ...(took["aws"] === undefined ? [] : [{ name: "aws --version", value: took["aws"] }]),
    ],
  }, {
    name: "Tab among 50 profiles",
    unit: "ms",
    value: tab,
    beside: [{ name: "empty Deno program", value: floor }],
  }];
}
