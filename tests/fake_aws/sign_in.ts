// The sign-in service behind `aws login` as the fake identities have it: refresh tokens, each shown
// together with a proof that the client still holds its key (DPoP, RFC 9449).
import { type AskedOf, Refused, type State } from "./identity_state.ts";

/** Answers a refresh. */
export function signIn(
  input: Readonly<Record<string, string>>,
  state: State,
  log: (asked: AskedOf) => void,
  refuse: (action: string) => void,
): Response {
  const { refreshToken = "", grantType = "", clientId = "" } = input;
  log({ action: "CreateOAuth2Token", input: { grantType, clientId }, accessKeyId: "", region: "" });
  refuse("CreateOAuth2Token");
  if (!state.refreshTokens.delete(refreshToken)) {
    const body = { error: "TOKEN_EXPIRED", message: "the refresh token has expired" };
    return Response.json(body, {
      status: 400,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
    });
  }
  const { accessKeyId, secretAccessKey, sessionToken } = state.issue("login");
  const next = state.secret();
  state.refreshTokens.add(next);
  return Response.json({
    accessToken: { accessKeyId, secretAccessKey, sessionToken },
    tokenType: "aws_sigv4",
    expiresIn: 900,
    refreshToken: next,
  });
}

/** Checks a proof's signature, its method and its address. */
export async function dpopKeyOf(proof: string, url: string): Promise<void> {
  const [header = "", payload = "", signature = ""] = proof.split(".");
  const { jwk } = decoded(header);
  const { htm, htu } = decoded(payload);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", Object(jwk), algorithm, false, ["verify"]);
  const isValid = await crypto.subtle.verify(
    algorithm,
    key,
    Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
    new TextEncoder().encode(`${header}.${payload}`),
  );
  if (!isValid || htm !== "POST" || htu !== url) {
    throw new Refused(400, "ValidationException", `a wrong proof for ${url}: ${htm} ${htu}`);
  }
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return typeof value === "object" && value !== null ? { ...value } : {};
}
