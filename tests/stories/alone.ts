// ecsin as it is installed: one program in a folder, with nothing of the source or of Deno's cache
// around it. What ECSIN_UNDER_TEST names, copied, or else a bundle made here.
import { bundle } from "../../tools/build.ts";
import { runPermissions } from "../../tools/permissions.ts";

/** Where its parts are, and the words that start it. */
export interface Alone {
  /** The folder that it was put into, as a compiled program's parts have it. */
  readonly folder: string;
  readonly command: readonly string[];
  /** Whether it is a compiled program, and not a bundle that Deno runs. */
  readonly isBinary: boolean;
}

/** Puts ecsin into `folder`, which is made. */
export async function putAlone(folder: string): Promise<Alone> {
  await Deno.mkdir(folder, { recursive: true });
  const named = Deno.env.get("ECSIN_UNDER_TEST") ?? "";
  if (named !== "" && !/\.[jt]s$/.test(named)) {
    const program = `${folder}/ecsin${Deno.build.os === "windows" ? ".exe" : ""}`;
    await Deno.copyFile(named, program);
    return { folder, command: [program], isBinary: true };
  }
  if (named.endsWith(".js")) {
    const from = named.slice(0, named.lastIndexOf("/"));
    for await (const { name } of Deno.readDir(from)) {
      await Deno.copyFile(`${from}/${name}`, `${folder}/${name}`);
    }
  } else {
    await bundle(folder);
  }
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-remote",
    "--no-npm",
    ...runPermissions(),
    `${folder}/main.js`,
  ];
  return { folder, command, isBinary: false };
}
