// A session through AWS's session-manager-plugin: found, asked its version, run with the terminal,
// and taken down with ecsin. The token goes by environment variable, never in argv, where `ps`
// would show it to everybody on the machine.
import { ENDING, leaveToChild } from "../signals.ts";
import { type Env, environment } from "../environment.ts";
import { atFault } from "../last_catch.ts";
import { below, safeSearch } from "../paths.ts";
import type { Session, SessionEnd } from "./session.ts";

/** A plugin found on this machine. */
export interface Plugin {
  readonly path: string;
  /** Four dotted integers, such as `1.3.0.0`. */
  readonly version: string;
  /** It reads the session from an environment variable (since after 1.2.497.0). */
  readonly readsEnvironment: boolean;
}

/** What the plugin is told. */
export interface PluginRequest {
  readonly session: Session;
  /** `ecs:<cluster>_<task id>_<runtime id>`; part of the KMS encryption context. */
  readonly ssmTarget: string;
  readonly region: string;
  /** The SSM endpoint, where the plugin resumes a cut session; not ECS's. */
  readonly ssmEndpoint: string;
  /** The AWS profile that was asked for by name. */
  readonly awsProfile?: string;
  /** ecsin's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** The last plugin that can only be given the session, token and all, in argv. */
const LAST_WITHOUT_ENVIRONMENT = "1.2.497.0";
/** The plugin takes any environment variable whose name starts with this, and unsets it. */
const SESSION_VARIABLE = "AWS_SSM_START_SESSION_RESPONSE_ECSIN";
/** Keys in the environment would beat the named profile in the plugin's own SDK. */
const KEY_VARIABLES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/**
 * Names to start the plugin by: on PATH, and on Windows where its installer puts it, for a shell that
 * was opened before the installer changed PATH.
 */
export function pluginNames(
  env: Env,
  os: typeof Deno.build.os = Deno.build.os,
): readonly string[] {
  const name = "session-manager-plugin";
  if (os !== "windows") return [name];
  const folder = env("ProgramFiles") ?? "C:\\Program Files";
  return [name, below(folder, `Amazon/SessionManagerPlugin/bin/${name}.exe`, os)];
}

/** Looks for the plugin; undefined where there is none, or none that starts. */
export async function findPlugin(): Promise<Plugin | undefined> {
  for (const name of pluginNames(environment)) {
    const plugin = await askVersion(name);
    if (plugin !== undefined) return plugin;
  }
  return undefined;
}

async function askVersion(path: string): Promise<Plugin | undefined> {
  try {
    const { stdout } = await new Deno.Command(path, {
      env: safeSearch(),
      args: ["--version"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const version = new TextDecoder().decode(stdout).trim();
    if (!/^\d+(\.\d+){3}$/.test(version)) return undefined;
    return { path, version, readsEnvironment: isLater(version, LAST_WITHOUT_ENVIRONMENT) };
  } catch {
    // Not there, not to be started, or no PATH to look on, for which Deno has no error of its own.
    return undefined;
  }
}

/** The plugin's argv (without its own name) and environment; pure. */
export function pluginCall(
  { session, ssmTarget, region, ssmEndpoint, awsProfile, env }: PluginRequest,
): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const inherited = Object.entries(env).filter(([name]) =>
    awsProfile === undefined || !KEY_VARIABLES.includes(name)
  );
  const target = JSON.stringify({ Target: ssmTarget });
  return {
    args: [SESSION_VARIABLE, region, "StartSession", awsProfile ?? "", target, ssmEndpoint],
    env: { ...Object.fromEntries(inherited), [SESSION_VARIABLE]: JSON.stringify(session) },
  };
}

/**
 * Runs the plugin in the terminal until the session ends. Keys that make signals belong to the
 * container meanwhile: the plugin, in the same process group, sends them on, and ecsin is deaf to
 * them. SIGTERM and SIGHUP end both.
 */
export async function runPlugin(plugin: Plugin, request: PluginRequest): Promise<SessionEnd> {
  const { args, env: told } = pluginCall(request);
  const env = { ...told, ...safeSearch() };
  let ending: Deno.Signal | undefined;
  const heard: [Deno.Signal, () => void][] = [];
  const listen = (signal: Deno.Signal, handler: () => void) => {
    Deno.addSignalListener(signal, handler);
    heard.push([signal, handler]);
  };
  const windows = Deno.build.os === "windows";
  const takeBack = leaveToChild(windows ? ["SIGINT"] : ["SIGINT", "SIGQUIT", "SIGTSTP"]);
  try {
    const child = new Deno.Command(plugin.path, { args: [...args], env, clearEnv: true }).spawn();
    for (const signal of ENDING) {
      listen(signal, () => {
        ending = signal;
        child.kill("SIGTERM");
      });
    }
    const take = atFault(() => child.kill("SIGTERM"));
    const { code, signal } = await child.status.finally(take);
    if (ending !== undefined) return { kind: "left", signal: ending };
    if (signal !== null) {
      return { kind: "lost", why: `session-manager-plugin was ended by ${signal}` };
    }
    if (code !== 0) {
      return { kind: "lost", why: `session-manager-plugin failed with exit code ${code}` };
    }
    return { kind: "closed", output: "" };
  } finally {
    for (const [signal, handler] of heard) Deno.removeSignalListener(signal, handler);
    await takeBack();
  }
}

function isLater(version: string, than: string): boolean {
  const left = version.split(".").map(Number);
  const right = than.split(".").map(Number);
  for (let index = 0; index < 4; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
