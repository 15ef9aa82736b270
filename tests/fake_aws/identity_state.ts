// What the fake identities know, and how they refuse.

/** Keys that were issued. */
export interface IssuedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** One request. */
export interface AskedOf {
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
  /** Of the signature; empty for what is not signed. */
  readonly accessKeyId: string;
  readonly region: string;
}

/** All of it may be changed at any time. */
export interface State {
  /** Every secret that was issued, or made by `secret()`. */
  readonly secrets: ReadonlySet<string>;
  /** How long issued keys are valid. */
  lifetimeMs: number;
  /** The code that an MFA device shows; each works once. */
  mfaCode: string | undefined;
  readonly usedCodes: Set<string>;
  /** Refusals by action. */
  readonly refusals: Map<string, Refused>;
  /** Access tokens of SSO that are valid. */
  readonly ssoTokens: Set<string>;
  /** Refresh tokens, of SSO and of `aws login`, that are valid; each works once. */
  readonly refreshTokens: Set<string>;
  readonly webIdentityTokens: Set<string>;
  /** The EC2 machine's role; undefined: it has none. */
  machineRole: string | undefined;
  /** What the container's endpoint wants as `Authorization`. */
  containerToken: string | undefined;
  metadataToken?: string;
  /** Makes keys; their id says where they are from. */
  issue(from: string): IssuedKeys;
  /** A secret that must not be seen anywhere. */
  secret(): string;
}

/** A refusal as AWS gives it. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }

  /** XML for STS, JSON for all others. */
  asResponse(path: string): Response {
    const { status, code, message } = this;
    const requestId = crypto.randomUUID();
    if (path === "/") {
      return new Response(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}` +
          `</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId } },
      );
    }
    const headers = { "x-amzn-errortype": code, "x-amzn-requestid": requestId };
    return Response.json({ error: code, message, Code: code, Message: message }, {
      status,
      headers,
    });
  }
}
