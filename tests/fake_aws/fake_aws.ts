// The fake AWS: one HTTP server on loopback with the APIs and the message gateway. The real SDK,
// the real AWS CLI and the real plugin all talk to it by AWS_ENDPOINT_URL.
import { type ApiCall, ApiError, ApiLog, type LoggedCall } from "./api_call.ts";
import { type ApiFaults, applyFaults, noApiFaults, Throttle } from "./api_faults.ts";
import { layCable } from "./cable.ts";
import { type ChannelFaults, noChannelFaults } from "./channel_faults.ts";
import { ChannelLog } from "./channel_log.ts";
import { ECS_ACTIONS } from "./ecs_api.ts";
import { OPERATE_ACTIONS } from "./ecs_operate_api.ts";
import { disposeSession, serveDataChannel } from "./gateway.ts";
import { liveTail } from "./live_tail.ts";
import { LogsApi } from "./logs_api.ts";
import { kms, query, type Simulation } from "./other_apis.ts";
import { type FakeSession, Sessions } from "./sessions.ts";
import { ssm } from "./ssm_api.ts";
import { buildWorld, type World } from "./world.ts";

/** A running fake AWS; everything in it may be changed while it runs. */
export interface FakeAws extends AsyncDisposable {
  readonly url: string;
  /** What a program needs in its environment to talk to it, with credentials that it takes. */
  readonly env: Readonly<Record<string, string>>;
  readonly world: World;
  readonly api: ApiLog;
  readonly faults: ApiFaults;
  /** Decisions of iam:SimulatePrincipalPolicy that are not "allowed". */
  readonly simulation: Simulation;
  readonly sessions: readonly FakeSession[];
  readonly channel: ChannelFaults;
  readonly channelLog: ChannelLog;
}

/** Starts one on a free port of 127.0.0.1. */
export function startFakeAws(world: World = buildWorld({})): FakeAws {
  const api = new ApiLog();
  const faults = noApiFaults();
  const throttle = new Throttle();
  const channel = noChannelFaults();
  const channelLog = new ChannelLog();
  const simulation: Simulation = new Map();
  const closing = new AbortController();
  const logs = new LogsApi(world.logs);

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const sessionId = /^\/v1\/data-channel\/(.+)$/.exec(pathname)?.[1];
    if (sessionId !== undefined) {
      const session = sessions.find(sessionId);
      if (session === undefined) return new Response(null, { status: 404 });
      return serveDataChannel(request, session, channel, channelLog);
    }
    const call = await readCall(request);
    if (call === undefined) return new Response("no API call", { status: 404 });
    const logged: LoggedCall = {
      ...call,
      startedMs: performance.now(),
      endedMs: Infinity,
      outcome: "unanswered",
    };
    api.calls.push(logged);
    if (faults.latencyMs > 0) await delay(faults.latencyMs, closing.signal);
    try {
      applyFaults(call, faults, throttle);
      if (call.action === "StartLiveTail") {
        logged.outcome = "ok";
        const headers = {
          "content-type": "application/vnd.amazon.eventstream",
          "x-amzn-requestid": call.requestId,
        };
        return new Response(liveTail(call, world.logs), { headers });
      }
      const body = bodyOf(call);
      logged.outcome = "ok";
      return respond(call, 200, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      logged.outcome = error.code;
      return respond(call, error.status, errorBody(call, error), error.code);
    } finally {
      logged.endedMs = performance.now();
    }
  };

  const bodyOf = (call: ApiCall): string => {
    if (call.service === "ssm") return JSON.stringify(ssm(call, world, sessions));
    if (call.service === "kms") return JSON.stringify(kms(call));
    if (call.service === "logs") return JSON.stringify(logs.answer(call));
    if (call.service !== "ecs") return xml(call, query(call, world, simulation));
    const action = ECS_ACTIONS[call.action] ?? OPERATE_ACTIONS[call.action];
    if (action === undefined) throw new ApiError("UnknownOperationException", call.action);
    return JSON.stringify(action(call.input, world, sessions));
  };

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    answer,
  );
  const cable = layCable(server.addr.port);
  const sessions = new Sessions(`127.0.0.1:${cable.port}`, channel);
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: world.region,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    world,
    api,
    faults,
    simulation,
    sessions: sessions.all,
    channel,
    channelLog,
    async [Symbol.asyncDispose]() {
      closing.abort();
      for (const session of sessions.all) await disposeSession(session);
      await cable[Symbol.asyncDispose]();
      await server.shutdown();
    },
  };
}

const TARGETS: Readonly<Record<string, string>> = {
  AmazonEC2ContainerServiceV20141113: "ecs",
  AmazonSSM: "ssm",
  TrentService: "kms",
  Logs_20140328: "logs",
};

/** Reads an API call from HTTP; undefined when it is none. */
async function readCall(request: Request): Promise<ApiCall | undefined> {
  const body = await request.text();
  const [prefix = "", action = ""] = (request.headers.get("x-amz-target") ?? "").split(".");
  const [accessKeyId = "", , region = "", signedFor = ""] =
    /Credential=([^,]+)/.exec(request.headers.get("authorization") ?? "")?.[1]?.split("/") ?? [];
  const shared = { accessKeyId, region, requestId: crypto.randomUUID() };
  const service = TARGETS[prefix];
  if (service !== undefined) {
    const input: unknown = JSON.parse(body || "{}");
    return {
      ...shared,
      service,
      action,
      input: typeof input === "object" && input !== null ? { ...input } : {},
    };
  }
  const form = Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [key.replace(".member.", "."), value]),
  );
  const queried = form["Action"];
  return queried === undefined
    ? undefined
    : { ...shared, service: signedFor, action: queried, input: form };
}

function respond(call: ApiCall, status: number, body: string, errorCode?: string): Response {
  const json = !isQuery(call);
  return new Response(body, {
    status,
    headers: {
      "content-type": json ? "application/x-amz-json-1.1" : "text/xml",
      "x-amzn-requestid": call.requestId,
      ...(json && errorCode !== undefined ? { "x-amzn-errortype": errorCode } : {}),
    },
  });
}

function errorBody(call: ApiCall, { code, message }: ApiError): string {
  if (!isQuery(call)) return JSON.stringify({ __type: code, message });
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}` +
    `</Message></Error><RequestId>${call.requestId}</RequestId></ErrorResponse>`;
}

function isQuery({ service }: ApiCall): boolean {
  return service === "sts" || service === "iam";
}

function xml({ action, requestId }: ApiCall, result: string): string {
  return `<${action}Response><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

/** Waits so long, or until nobody needs the answer any more. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
