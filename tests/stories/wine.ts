// Programs of Windows under Wine, for stories that `deno task windows` starts: its scripts are named
// by the environment. A path of this side is the same behind `Z:` there.
import { realPlugin, windowsPlugin } from "../plugin/build.ts";
import { pathOf } from "../needs.ts";
import type { Home } from "./home.ts";

/** Windows' own Deno. */
export const DENO_EXE = "Z:/deno/deno.exe";

/** The words that start a program of Windows. */
export function wine(...words: readonly string[]): readonly string[] {
  return [Deno.env.get("ECSIN_WINE") ?? "", ...words];
}

/** A path of this side as Windows has it. */
export function onZ(path: string): string {
  return `Z:${path}`.replaceAll("/", "\\");
}

/** Puts Windows' session-manager-plugin into the home's `bin`, which is on PATH there. */
export async function putPlugin(home: Home): Promise<void> {
  const plugin = await windowsPlugin(Deno.env.get("ECSIN_WINDOWS_PROGRAMS") ?? "");
  await Deno.copyFile(plugin ?? "", `${home.path}/bin/session-manager-plugin.exe`);
}

/** A need of `needs`: Go that builds it. Where no ecsin of Windows is, that is the need to be named. */
export async function windowsPluginNeed() {
  const asked = Deno.env.get("ECSIN_WINE") !== undefined;
  return {
    name: "Go that can build the session-manager-plugin",
    isHere: !asked || await realPlugin() !== undefined,
  };
}

/** Builds a small program of Windows from Go; it prints its version, or waits for its stdin's end. */
export async function buildProgram(path: string, version: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ecsin-program-" });
  try {
    await Deno.writeTextFile(`${folder}/main.go`, PROGRAM);
    const { success, stderr } = await new Deno.Command(pathOf("go") ?? "", {
      args: [
        "build",
        "-trimpath",
        "-ldflags",
        `-s -X main.version=${version}`,
        "-o",
        path,
        "main.go",
      ],
      cwd: folder,
      env: { GOOS: "windows", GOARCH: "amd64", CGO_ENABLED: "0" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const PROGRAM = `package main

import (
	"io"
	"os"
)

var version = ""

func main() {
	os.Stdout.WriteString(version + "\\n")
	if len(os.Args) > 1 && os.Args[1] == "wait" {
		io.Copy(io.Discard, os.Stdin)
	}
}
`;
