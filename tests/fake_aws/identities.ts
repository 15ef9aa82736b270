// Who gives credentials, on loopback: STS, SSO's portal and its OIDC, the sign-in service of
// `aws login`, the EC2 metadata service and a container's endpoint. Each checks what the real one
// checks, issues keys whose ids say where they are from, and remembers every secret.
import { type AskedOf, Refused, type State } from "./identity_state.ts";
import { dpopKeyOf, signIn } from "./sign_in.ts";
import { sts } from "./sts_api.ts";

/** A running one; `state` may be changed while it runs. */
export interface FakeIdentities extends AsyncDisposable {
  readonly url: string;
  /** What a program needs in its environment to ask here. */
  readonly env: Readonly<Record<string, string>>;
  readonly state: State;
  /** Every request that came, in order. */
  readonly asked: readonly AskedOf[];
}

/** Starts one on a free port of 127.0.0.1. */
export function startFakeIdentities(): FakeIdentities {
  const secrets = new Set<string>();
  const asked: AskedOf[] = [];
  const state: State = {
    secrets,
    lifetimeMs: 3_600_000,
    mfaCode: undefined,
    usedCodes: new Set(),
    refusals: new Map(),
    ssoTokens: new Set(),
    refreshTokens: new Set(),
    webIdentityTokens: new Set(),
    machineRole: undefined,
    containerToken: undefined,
    issue(from) {
      const number = asked.length;
      const secretAccessKey = secret(secrets);
      return {
        accessKeyId: `ASIA${from.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}${number}`,
        secretAccessKey,
        sessionToken: secret(secrets),
        expiration: new Date(Date.now() + this.lifetimeMs),
      };
    },
    secret: () => secret(secrets),
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answer(request, state, (ask) => asked.push(ask)),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    env: {
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_SSO: url,
      AWS_ENDPOINT_URL_SSO_OIDC: url,
      AWS_ENDPOINT_URL_SIGNIN: url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    },
    state,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function secret(secrets: Set<string>): string {
  const made = crypto.getRandomValues(new Uint8Array(30)).toBase64({ alphabet: "base64url" });
  secrets.add(made);
  return made;
}

async function answer(
  request: Request,
  state: State,
  log: (asked: AskedOf) => void,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const body = await request.text();
  const refuse = (action: string) => {
    const refusal = state.refusals.get(action);
    if (refusal !== undefined) throw refusal;
  };
  try {
    if (request.method === "POST" && pathname === "/") {
      return sts(request, body, state, log, refuse);
    }
    if (pathname === "/federation/credentials") {
      const input = Object.fromEntries(searchParams);
      log({ action: "GetRoleCredentials", input, accessKeyId: "", region: "" });
      refuse("GetRoleCredentials");
      if (!state.ssoTokens.has(request.headers.get("x-amz-sso_bearer_token") ?? "")) {
        throw new Refused(401, "UnauthorizedException", "Session token not found or invalid");
      }
      const keys = state.issue("sso");
      return Response.json({ roleCredentials: { ...keys, expiration: keys.expiration.getTime() } });
    }
    if (pathname === "/token") return refreshSso(JSON.parse(body), state, log);
    if (pathname === "/v1/token") {
      const url = `http://${request.headers.get("host")}${pathname}`;
      await dpopKeyOf(request.headers.get("dpop") ?? "", url);
      return signIn(JSON.parse(body), state, log, refuse);
    }
    if (pathname.startsWith("/latest/")) return metadata(request, pathname, state, log);
    if (pathname.startsWith("/container")) {
      log({ action: "container", input: {}, accessKeyId: "", region: "" });
      refuse("container");
      if (request.headers.get("authorization") !== (state.containerToken ?? null)) {
        throw new Refused(401, "AccessDenied", "the token is wrong");
      }
      return Response.json(machineKeys(state, "container"));
    }
    return new Response("the fake identities have no such thing", { status: 404 });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.asResponse(pathname);
  }
}

function refreshSso(
  input: Readonly<Record<string, string>>,
  state: State,
  log: (asked: AskedOf) => void,
): Response {
  const { refreshToken = "", grantType = "" } = input;
  log({ action: "CreateToken", input: { grantType }, accessKeyId: "", region: "" });
  if (!state.refreshTokens.delete(refreshToken)) {
    throw new Refused(400, "InvalidGrantException", "Invalid refresh token provided");
  }
  const accessToken = state.secret();
  const next = state.secret();
  state.ssoTokens.add(accessToken);
  state.refreshTokens.add(next);
  return Response.json({ accessToken, tokenType: "Bearer", expiresIn: 3600, refreshToken: next });
}

/** IMDSv2: a token first, then the role's name, then its keys. */
function metadata(
  request: Request,
  path: string,
  state: State,
  log: (asked: AskedOf) => void,
): Response {
  log({ action: `${request.method} ${path}`, input: {}, accessKeyId: "", region: "" });
  if (path === "/latest/api/token") {
    const isAsked = request.method === "PUT" &&
      request.headers.has("x-aws-ec2-metadata-token-ttl-seconds");
    if (!isAsked) return new Response(null, { status: 400 });
    return new Response(state.metadataToken ??= state.secret());
  }
  if (request.headers.get("x-aws-ec2-metadata-token") !== state.metadataToken) {
    return new Response(null, { status: 401 });
  }
  const role = state.machineRole;
  const folder = "/latest/meta-data/iam/security-credentials/";
  if (role === undefined) return new Response(null, { status: 404 });
  if (path === folder) return new Response(role);
  return path === folder + role
    ? Response.json({ Code: "Success", ...machineKeys(state, role) })
    : new Response(null, { status: 404 });
}

function machineKeys(state: State, from: string) {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = state.issue(from);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: `${expiration.toISOString().slice(0, 19)}Z`,
  };
}
