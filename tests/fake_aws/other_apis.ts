// The few calls that ecsin and the plugin make beside ECS and SSM: KMS (JSON), STS and IAM (query
// protocol: a form in, XML out).
import { type ApiCall, ApiError } from "./api_call.ts";
import { rememberDataKey } from "./data_keys.ts";
import type { World } from "./world.ts";

/** kms: data keys for encrypted sessions. */
export function kms({ action, input }: ApiCall): Record<string, unknown> {
  if (action !== "GenerateDataKey") throw unknownAction(action);
  const keyId = String(input["KeyId"]);
  const plaintext = crypto.getRandomValues(new Uint8Array(Number(input["NumberOfBytes"])));
  const ciphertext = crypto.getRandomValues(new Uint8Array(184));
  const context = input["EncryptionContext"];
  const entries = typeof context === "object" && context !== null ? Object.entries(context) : [];
  rememberDataKey(
    ciphertext,
    plaintext,
    keyId,
    Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
  );
  return {
    KeyId: keyId,
    Plaintext: plaintext.toBase64(),
    CiphertextBlob: ciphertext.toBase64(),
  };
}

/** What IAM's simulation answers, by action; all other actions are allowed. */
export type Simulation = Map<string, "explicitDeny" | "implicitDeny">;

/** sts and iam: XML by action. */
export function query(call: ApiCall, world: World, simulation: Simulation): string {
  const { accountId } = world;
  switch (call.action) {
    case "GetCallerIdentity":
      return `<Arn>arn:aws:iam::${accountId}:user/${call.accessKeyId}</Arn>` +
        `<UserId>AIDAEXAMPLE</UserId><Account>${accountId}</Account>`;
    case "GetRole": {
      const name = String(call.input["RoleName"]);
      return `<Role><Path>/</Path><RoleName>${name}</RoleName><RoleId>AROAEXAMPLE</RoleId>` +
        `<Arn>arn:aws:iam::${accountId}:role/${name}</Arn>` +
        `<CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>`;
    }
    case "SimulatePrincipalPolicy": {
      const names = Object.entries(call.input).filter(([key]) => key.startsWith("ActionNames."));
      const members = names.map(([, action]) =>
        `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${
          simulation.get(String(action)) ?? "allowed"
        }</EvalDecision></member>`
      );
      return `<EvaluationResults>${members.join("")}</EvaluationResults>` +
        "<IsTruncated>false</IsTruncated>";
    }
  }
  throw unknownAction(call.action);
}

function unknownAction(action: string): ApiError {
  return new ApiError("UnknownOperationException", `the fake AWS has no ${action}`);
}
