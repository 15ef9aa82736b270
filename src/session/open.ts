// Which way a session goes: through AWS's session-manager-plugin or ecsin's own client. Decided
// before ExecuteCommand, so that no session is opened that nobody can connect to.
import { EcsinError, EXIT } from "../error.ts";
import type { SessionWay } from "../profiles/profile.ts";
import type { Plugin } from "./plugin.ts";

/** The way that was decided on. */
export type Way =
  | {
    readonly kind: "plugin";
    readonly plugin: Plugin;
    /** It was asked for by name. */
    readonly isDemanded: boolean;
  }
  | {
    readonly kind: "native"; /** Why not the plugin, where it was looked for. */
    readonly why?: string;
  };

/**
 * Decides; throws when the plugin is asked for by name and cannot be used. Where stdin or stdout is
 * no terminal the plugin loses input and output, and ends with 0.
 */
export function decideWay(
  asked: SessionWay,
  plugin: Plugin | undefined,
  hasTerminal: boolean,
): Way {
  if (asked === "native") return { kind: "native" };
  if (asked === "auto" && !hasTerminal) {
    return { kind: "native", why: "the plugin needs a terminal on stdin and stdout" };
  }
  if (plugin?.readsEnvironment === true) {
    return { kind: "plugin", plugin, isDemanded: asked === "plugin" };
  }
  const why = plugin === undefined
    ? "session-manager-plugin is not installed"
    : `session-manager-plugin ${plugin.version} takes the session token in argv, for all to see`;
  if (asked === "auto") return { kind: "native", why };
  throw new EcsinError({
    id: "plugin-unusable",
    what: "the session cannot go through session-manager-plugin",
    why,
    again: "--session native",
    next: installLine(),
    exitCode: EXIT.failure,
  });
}

/** The line that installs the plugin on this system, from AWS's documentation. */
export function installLine(os: typeof Deno.build.os = Deno.build.os): string {
  switch (os) {
    case "darwin":
      return "brew install --cask session-manager-plugin";
    case "windows":
      return "winget install Amazon.SessionManagerPlugin";
    default: {
      const folder = Deno.build.arch === "aarch64" ? "ubuntu_arm64" : "ubuntu_64bit";
      return "curl -LO https://s3.amazonaws.com/session-manager-downloads/plugin/latest/" +
        `${folder}/session-manager-plugin.deb && sudo dpkg -i session-manager-plugin.deb`;
    }
  }
}
