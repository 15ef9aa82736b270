// The doctor's checks of this machine and of the way from it to AWS.
import { homePath } from "../../home_path.ts";
import { clockLine, curlLine, settingLine } from "../../pasteable.ts";
import { below, nameOf, searchPath } from "../../paths.ts";
import manifest from "../../../deno.json" with { type: "json" };
import type { Ecs } from "../../aws/ecs.ts";
import type { Http } from "../../aws/api/http.ts";
import { proxyFor } from "../../aws/api/proxy.ts";
import { describeSource, type Identity } from "../../aws/credentials/identity.ts";
import type { Env } from "../../environment.ts";
import type { Caller } from "../../aws/sts.ts";
import { EcsinError } from "../../error.ts";
import type { Check, Known } from "../../diagnosis/checks.ts";
import type { Reached } from "../../entry/reached.ts";
import { awsLine } from "../../aws/line.ts";

/** AWS refuses signatures of a clock that is off by more. */
const CLOCK_MOST_MS = 5 * 60_000;
const CLOCK_WARN_MS = 60_000;
const REACH_MS = 5_000;

type Checks = Promise<readonly Check[]>;

/** ecsin itself. */
export function ecsinCheck(): Checks {
  const { os, arch } = Deno.build;
  const seen = `${manifest.version} on ${os} ${arch}, Deno ${Deno.version.deno}`;
  return Promise.resolve([{ id: "ecsin", status: "ok", title: "ecsin", seen }]);
}

/** AWS's plugin: there, new enough, or not needed. */
export async function pluginCheck(env: Env): Checks {
  const [{ findPlugin }, { installLine }] = await Promise.all([
    import("../../session/plugin.ts"),
    import("../../session/open.ts"),
  ]);
  const base = { id: "plugin", title: "plugin" };
  const plugin = await findPlugin();
  if (plugin === undefined) {
    const seen = "session-manager-plugin is not installed: ecsin's own client is used";
    const why = "it is not needed; to install it:";
    return [{ ...base, status: "ok", seen, why, next: [installLine()] }];
  }
  const seen = `session-manager-plugin ${plugin.version}, ${
    homePath(await whereIs(plugin.path, env))
  }`;
  if (plugin.readsEnvironment) {
    return [{ ...base, status: "ok", seen: `${seen}; it takes the token by environment` }];
  }
  return [{
    ...base,
    status: "warning",
    seen,
    why:
      "this version takes the session's token in argv, for all to see: ecsin's own client is used",
    next: [installLine()],
  }];
}

/** The whole path of a program that was found on PATH, or by its path. */
async function whereIs(name: string, env: Env): Promise<string> {
  if (nameOf(name) !== name) return name;
  for (const folder of searchPath(env)) {
    const path = below(folder, Deno.build.os === "windows" ? `${name}.exe` : name);
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch {
      // Not in this folder.
    }
  }
  return "on PATH";
}

/** The profiles file, and the shared one where there is one. */
export async function profilesCheck(flags: { readonly profiles?: string }, env: Env): Checks {
  const [{ readAll }, { findProfiles }, { findMisnamed, misnamedWords }] = await Promise.all([
    import("../../profiles/read.ts"),
    import("../../profiles/find.ts"),
    import("../../profiles/misnamed.ts"),
  ]);
  const base = { id: "profiles-file", title: "profiles file" };
  try {
    const { file, profiles, sharedFile, sharedFault } = await readAll(flags, env);
    const listed = (isShared: boolean) => {
      const names = profiles.filter((each) => each.isShared === isShared).map(({ name }) => name);
      return `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
    };
    const own = listed(false);
    const seen = own === ""
      ? `${homePath(file)} has no profile, or is not there`
      : `${homePath(file)}: ${own}`;
    if (sharedFault !== undefined) {
      const { what, next = [] } = sharedFault.failure;
      return [{ ...base, status: "warning", seen, why: what, next: [next].flat() }];
    }
    const shared = sharedFile === undefined
      ? ""
      : `; shared, ${homePath(sharedFile)}: ${listed(true)}`;
    const misnamed = misnamedWords(await findMisnamed(findProfiles(flags.profiles, env)));
    if (misnamed.why.length > 0) {
      const why = misnamed.why.join("; ");
      return [{ ...base, status: "warning", seen: `${seen}${shared}`, why, next: misnamed.next }];
    }
    return [{ ...base, status: "ok", seen: `${seen}${shared}` }];
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    const { what, next = [] } = error.failure;
    return [{ ...base, status: "problem", seen: what, next: [next].flat() }];
  }
}

/** Proxy settings of the environment; never with a password. */
export function proxyCheck(env: Env): Checks {
  const found = proxyFor("https", env) ?? proxyFor("http", env);
  const base = { id: "proxy", title: "proxy" };
  if (found === undefined) return Promise.resolve([{ ...base, status: "ok", seen: "none is set" }]);
  const { variable, shown, fault } = found;
  const except = env("NO_PROXY") ?? env("no_proxy");
  const seen = `${variable}=${shown}${except === undefined ? "" : `, NO_PROXY=${except}`}`;
  if (fault === undefined) return Promise.resolve([{ ...base, status: "ok", seen }]);
  const next = [settingLine(variable, "http://HOST:PORT")];
  return Promise.resolve([{ ...base, status: "problem", seen, why: fault, next }]);
}

/** As whom, and what lost. */
export function identityCheck(identity: Identity): Check {
  const { source, remarks } = identity;
  const seen = source.kind === "awsProfile"
    ? `AWS profile "${source.awsProfile}", from ${source.from}`
    : source.kind === "keys"
    ? describeSource(source)
    : "AWS's default chain: configuration files, SSO, container, machine";
  const base = { id: "identity", title: "identity" };
  if (remarks.length === 0) return { ...base, status: "ok", seen };
  return { ...base, status: "warning", seen, why: remarks.join("; ") };
}

/** Where. */
export function regionCheck({ region, identity }: Ecs, env: Env): Check {
  const from = identity.flags.some(([flag]) => flag === "--region")
    ? "a flag or the profile"
    : env("AWS_REGION") !== undefined
    ? "AWS_REGION"
    : env("AWS_DEFAULT_REGION") !== undefined
    ? "AWS_DEFAULT_REGION"
    : "AWS's configuration files";
  return { id: "region", status: "ok", title: "region", seen: `${region}, from ${from}` };
}

/** Asks AWS who we are. */
export async function askCaller({ ecs, debug }: Reached): Promise<Caller> {
  const { getCallerIdentity } = await import("../../aws/sts.ts");
  return await getCallerIdentity(ecs.config, ecs.identity, debug);
}

/** Who AWS says we are, and whether that is the account that the profile is for. */
export async function callerCheck(
  asked: Promise<Known<Caller>>,
  { ecs: { identity }, wanted }: Reached,
  rerun: (flag: string) => string,
): Checks {
  const base = { id: "credentials", title: "credentials" };
  const caller = await asked;
  if (caller.kind === "known") {
    const { accountId, arn } = caller.value;
    const seen = `${arn} in account ${accountId}`;
    if (wanted.accountId === undefined || wanted.accountId === accountId) {
      return [{ ...base, status: "ok", seen }];
    }
    return [{
      ...base,
      status: "problem",
      seen,
      why: `the profile is for account ${wanted.accountId}, and is not let into another one`,
      next: [rerun("--aws-profile NAME")],
    }];
  }
  // Whoever is told "not allowed" is known to AWS.
  if (caller.id === "access-denied") return [{ ...base, status: "unknown", seen: caller.why }];
  return [{
    ...base,
    status: "problem",
    seen: caller.why,
    next: caller.next ?? [awsLine({ identity }, "sts", "get-caller-identity")],
  }];
}

/** Whether ECS's endpoint answers, and how far this machine's clock is from AWS's. */
export async function endpointCheck(endpoint: string, region: string, http: Http): Checks {
  const base = { id: "endpoint", title: "ECS endpoint" };
  const start = performance.now();
  let answer: Response;
  try {
    answer = await http(endpoint, { signal: AbortSignal.timeout(REACH_MS) });
    await answer.body?.cancel();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{
      ...base,
      status: "problem",
      seen: `${endpoint} cannot be reached`,
      why,
      next: [curlLine("-sv", endpoint)],
    }];
  }
  const took = Math.round(performance.now() - start);
  const reached: Check = { ...base, status: "ok", seen: `${endpoint} answers, ${took} ms` };
  const date = Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(date) ? [reached] : [reached, clockCheck(Date.now() - date, region)];
}

/** How far this machine's clock is ahead of AWS's, in milliseconds; AWS tells whole seconds. */
export function clockCheck(aheadMs: number, region: string): Check {
  const base = { id: "clock", title: "clock" };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const seen = seconds <= 5
    ? `agrees with AWS's clock in ${region}`
    : `${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} AWS's`;
  if (Math.abs(aheadMs) <= CLOCK_WARN_MS) return { ...base, status: "ok", seen };
  return {
    ...base,
    status: Math.abs(aheadMs) > CLOCK_MOST_MS ? "problem" : "warning",
    seen,
    why: "AWS refuses requests whose time is off by more than five minutes",
    next: [clockLine()],
  };
}
