// The two ways of a session. A story told of both must end alike.
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import { realPlugin, thePlugin } from "../plugin/build.ts";
import { openShellWithEcsin } from "./ecsin.ts";
import type { Shell, ShellOptions } from "./shell.ts";
import { needs } from "../needs.ts";

/** How a session goes, and what a program needs in order to go that way. */
export interface StoryWay {
  readonly name: "plugin" | "native";
  /** Flags for ecsin. */
  readonly flags: string;
  /** Folders for PATH. */
  readonly path: readonly string[];
}

/** By ecsin's own client. */
export const NATIVE = {
  name: "native",
  flags: "--session native",
  path: [],
} as const satisfies StoryWay;

const plugin = await realPlugin();
const pluginNeed = await thePlugin();

/** The folder of the real plugin; undefined where it cannot be built. */
export const pluginFolder = plugin?.slice(0, plugin.lastIndexOf("/"));

/** Tells a story of both ways; of the plugin only where there is one. */
export function storyOfBoth(name: string, tell: (way: StoryWay) => Promise<void>): void {
  Deno.test({
    ...needs(`${name} (plugin)`, pluginNeed),
    fn: () => tell({ name: "plugin", flags: "--session plugin", path: [pluginFolder ?? ""] }),
  });
  Deno.test(`${name} (native)`, () => tell(NATIVE));
}

/** A person's shell, with ecsin, this fake AWS and one way at hand. */
export function openPerson(
  aws: FakeAws,
  way: StoryWay,
  options: ShellOptions = {},
): Promise<Shell> {
  return openShellWithEcsin({ ...options, path: way.path, env: { ...aws.env, ...options.env } });
}
