// A page in the person's browser, where there is one to see it.
import { safeSearch } from "../paths.ts";
import { say } from "../terminal/say.ts";
import type { Context } from "./context.ts";

/** Opens an address; says why where that cannot be done. Nothing where nobody would see it. */
export async function openInBrowser(context: Context, url: string): Promise<void> {
  const [program, ...args] = opener(context) ?? [];
  if (program === undefined) return;
  try {
    const { success } = await new Deno.Command(program, {
      args: [...args, url],
      env: safeSearch(context.env),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) say(`${program} could not open it`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    say(`there is no ${program} to open it with`);
  }
}

/** What opens an address on this system; undefined where nobody would see it. */
function opener({ env }: Context): readonly string[] | undefined {
  if (Deno.build.os === "darwin") return ["open"];
  if (Deno.build.os === "windows") return ["rundll32", "url.dll,FileProtocolHandler"];
  if (env("WSL_DISTRO_NAME") !== undefined) return ["wslview"];
  const hasScreen = env("DISPLAY") !== undefined || env("WAYLAND_DISPLAY") !== undefined;
  return hasScreen ? ["xdg-open"] : undefined;
}
