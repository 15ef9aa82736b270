// The real AWS CLI from PyPI, in a folder of its own, for the tests in which it and ecsin read what
// the other has kept. Where Python or PyPI is missing those tests are skipped by name.

import type { Made } from "../../needs.ts";

/** The CLI that these tests are written for; version 2 is not on PyPI. */
const PACKAGE = "awscli==1.46.3";
const FOLDER = new URL(`../../../.cache/${PACKAGE}/`, import.meta.url);

/** Where its programs are: `aws` and its `python`; undefined where it cannot be had. */
export async function realAwsCli(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const bin = new URL("bin/", FOLDER).pathname;
  if (await runs(`${bin}aws`, "--version")) return bin;
  await Deno.mkdir(FOLDER, { recursive: true });
  const made = await runs("python3", "-m", "venv", FOLDER.pathname) &&
    await runs(`${bin}pip`, "install", "--quiet", PACKAGE);
  return made ? bin : undefined;
}

async function runs(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      stdout: "null",
      stderr: "null",
    });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What a test says that it needs (needs.ts). */
export function awsCliFromPyPi(cli: string | undefined): Made {
  return { name: "AWS's CLI from PyPI", isHere: cli !== undefined };
}

if (import.meta.main) {
  const cli = await realAwsCli();
  if (cli === undefined) throw new Error(`python3 -m venv and ${PACKAGE} of PyPI are needed`);
  console.log(cli);
}
