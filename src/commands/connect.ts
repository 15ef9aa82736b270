// Hands the terminal to the session, by the way that was decided on, and gets it back as it was.
import type { Ecs } from "../aws/ecs.ts";
import type { Way } from "../session/open.ts";
import type { SessionEnd } from "../session/session.ts";
import type { Started } from "../target/execute.ts";
import type { Context } from "./context.ts";

/** Connects the terminal to a started session until it ends. */
export async function connectTerminal(
  way: Way,
  started: Started,
  ecs: Ecs,
  context: Context,
): Promise<SessionEnd> {
  const { saveTerminal } = await import("../terminal/tty.ts");
  const restore = await saveTerminal();
  try {
    if (way.kind === "plugin") {
      const { runPlugin } = await import("../session/plugin.ts");
      return await runPlugin(way.plugin, await pluginRequest(started, ecs, context));
    }
    return await connectNative(started, ecs);
  } finally {
    await restore();
  }
}

/** What the plugin is told about a started session. */
export async function pluginRequest(started: Started, ecs: Ecs, { env }: Context) {
  const { source } = ecs.identity;
  return {
    ...started,
    region: ecs.region,
    ssmEndpoint: await ecs.ssmEndpoint(env),
    ...(source.kind === "awsProfile" ? { awsProfile: source.awsProfile } : {}),
    env: Deno.env.toObject(),
  };
}
