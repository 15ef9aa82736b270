// IAM's simulation of a role's permissions, as checks. A simulation knows neither resource
// policies nor service control policies nor the conditions of a real call, so a "no" is only ever
// "may": AWS's own checker states it as a fact and is wrong for many.
import type { Simulated } from "../aws/iam.ts";
import type { Whom } from "../aws/line.ts";
import { lastPart } from "../aws/task.ts";
import type { Check, Known } from "./checks.ts";
import type { Permission } from "./check_cluster.ts";
import { allow } from "./remedy.ts";

/** The check of one permission of the task role or of the person. */
export function permissionCheck(
  who: "task role" | "you",
  principalArn: string,
  permission: Permission,
  simulated: Known<readonly Simulated[]>,
  whom: Whom,
): Check {
  const base = {
    id: `${who === "you" ? "caller" : "task-role"}-${permission.id}`,
    title: who === "you" ? "your permission" : "role's permission",
  };
  const about = permission.about === undefined ? "" : ` ${permission.about}`;
  const short = `${shortActions(permission.actions)}${about}`;
  if (simulated.kind === "unknown") {
    return {
      ...base,
      status: "unknown",
      seen: `${short}: ${simulated.why}`,
      ...(who === "task role" ? { why: `needed for ${permission.purpose}` } : {}),
    };
  }
  const denied = simulated.value.filter((each) => each.decision !== "allowed");
  if (denied.length === 0) {
    return { ...base, status: "ok", seen: `${short}: allowed (IAM's policy simulation)` };
  }
  const name = lastPart(principalArn);
  const explicit = denied.some((each) => each.decision === "explicitDeny");
  const conditions = denied.flatMap((each) => each.missingContext);
  const actions = denied.map((each) => each.action);
  return {
    ...base,
    status: "warning",
    seen: `${name} may lack ${shortActions(actions)}${about}`,
    why: [
      explicit ? "a policy seems to deny it" : "no policy seems to allow it",
      ...(conditions.length > 0
        ? [`depending on ${[...new Set(conditions)].join(", ")}, which a simulation cannot know`]
        : []),
      "IAM only simulates: resource policies and service control policies may say otherwise",
    ].join("; "),
    ...(isRole(principalArn)
      ? {
        next: allow(name, `ecs-exec-${permission.id}`, actions, permission.resource, whom),
      }
      : {}),
  };
}

/** `ssmmessages:CreateControlChannel, …DataChannel` as `ssmmessages: CreateControlChannel, …`. */
function shortActions(actions: readonly string[]): string {
  const services = new Map<string, string[]>();
  for (const action of actions) {
    const [service = "", name = ""] = action.split(":");
    services.set(service, [...services.get(service) ?? [], name]);
  }
  return [...services].map(([service, names]) =>
    names.length === 1 ? `${service}:${names[0]}` : `${service}:{${names.join(",")}}`
  ).join(" ");
}

function isRole(arn: string): boolean {
  return /:role\//.test(arn);
}
