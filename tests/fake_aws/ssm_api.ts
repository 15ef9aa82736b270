// ssm:StartSession for port sessions, and what session clients call afterwards. Documents are AWS's
// own, and a company's where the world has some.
import { type ApiCall, ApiError } from "./api_call.ts";
import type { PortProperties } from "./port_plugin.ts";
import type { Sessions } from "./sessions.ts";
import type { World } from "./world.ts";

const forwarding = {
  portNumber: "{{ portNumber }}",
  localPortNumber: "{{ localPortNumber }}",
  type: "LocalPortForwarding",
};

/** Properties of AWS's documents; `{{ name }}` stands for a parameter. */
const AWS_DOCUMENTS: Readonly<Record<string, PortProperties>> = {
  "AWS-StartPortForwardingSession": forwarding,
  "AWS-StartPortForwardingSessionToRemoteHost": { ...forwarding, host: "{{ host }}" },
  "AWS-StartSSHSession": { portNumber: "{{ portNumber }}" },
};
/** What AWS's documents fill in where a parameter is left out. */
const DEFAULTS: PortProperties = { portNumber: "22", localPortNumber: "0" };

/** Answers an SSM call. */
export function ssm(
  { action, input }: ApiCall,
  world: World,
  sessions: Sessions,
): Record<string, unknown> {
  const sessionId = String(input["SessionId"]);
  switch (action) {
    case "StartSession":
      return startSession(input, world, sessions);
    case "ResumeSession":
      return sessions.resume(sessionId);
    case "TerminateSession":
      return sessions.terminate(sessionId);
  }
  throw new ApiError("UnknownOperationException", `the fake AWS has no ${action}`);
}

function startSession(input: ApiCall["input"], world: World, sessions: Sessions) {
  const target = String(input["Target"]);
  const name = String(input["DocumentName"]);
  const document = world.documents.get(name) ?? AWS_DOCUMENTS[name];
  if (document === undefined) {
    throw new ApiError("InvalidDocument", `Document with name ${name} does not exist.`);
  }
  const found = containerOf(target, world);
  if (found === undefined || found.container.notConnected === true) {
    throw new ApiError("TargetNotConnected", `${target} is not connected.`);
  }
  const { task, container } = found;
  const { sessionId, streamUrl, tokenValue } = sessions.start({
    cluster: task.cluster,
    taskId: task.taskId,
    runtimeId: container.runtimeId,
    container,
    command: "",
    port: {
      ...filled(document, parametersOf(input["Parameters"])),
      ...sessions.faults.port.properties,
    },
  });
  return { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue };
}

function containerOf(target: string, world: World) {
  for (const task of world.tasks) {
    if (task.lastStatus !== "RUNNING" || !task.enableExecuteCommand) continue;
    for (const container of task.containers) {
      const isMeant = target === `ecs:${task.cluster}_${task.taskId}_${container.runtimeId}`;
      if (isMeant && container.agent === "RUNNING") return { task, container };
    }
  }
  return undefined;
}

/** Each is a list of one text, numbers too. */
function parametersOf(value: unknown): PortProperties {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, given]) => {
    if (!Array.isArray(given) || given.length !== 1 || typeof given[0] !== "string") {
      throw new ApiError("ValidationException", `Parameters.${name} is not a list of one text`);
    }
    return [name, given[0]];
  }));
}

function filled(document: PortProperties, parameters: PortProperties): PortProperties {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      value.replaceAll(
        /\{\{ (\w+) \}\}/g,
        (_, name: string) => parameters[name] ?? DEFAULTS[name] ?? "",
      ),
    ]),
  );
}
