// IAM's simulation of what a role or user may do. Needs iam:SimulatePrincipalPolicy, which many
// people do not have; its answers are hints, never facts (see diagnosis/check_role.ts).
import type { IAMClient } from "@aws-sdk/client-iam";
import { type DebugLog, logged } from "./api/call.ts";
import type { Identity } from "./credentials/identity.ts";
import { clientConfig, type SdkConfig } from "./credentials/sdk.ts";

/** The simulated decision on one action. */
export interface Simulated {
  readonly action: string;
  readonly decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** Condition keys that a real call would have and the simulation had not. */
  readonly missingContext: readonly string[];
}

/** What a principal would do, to be simulated. */
export interface Deed {
  readonly actions: readonly string[];
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Values of condition keys that are known. */
  readonly context?: Readonly<Record<string, string>>;
}

/** IAM, as one identity. */
export class Iam {
  readonly #sdk: typeof import("@aws-sdk/client-iam");
  readonly #client: IAMClient;
  readonly #identity: Identity;
  readonly #debug: DebugLog;

  private constructor(
    sdk: typeof import("@aws-sdk/client-iam"),
    client: IAMClient,
    identity: Identity,
    debug: DebugLog,
  ) {
    this.#sdk = sdk;
    this.#client = client;
    this.#identity = identity;
    this.#debug = debug;
  }

  /** Loads IAM's client; asks no network. */
  static async open(config: SdkConfig, identity: Identity, debug: DebugLog): Promise<Iam> {
    const sdk = await import("@aws-sdk/client-iam");
    const client = new sdk.IAMClient(await clientConfig(config, "IAM"));
    return new Iam(sdk, client, identity, debug);
  }

  /** Simulates; one decision an action. */
  async simulate(principalArn: string, deed: Deed): Promise<readonly Simulated[]> {
    const input = {
      PolicySourceArn: principalArn,
      ActionNames: [...deed.actions],
      ResourceArns: [deed.resource],
      ContextEntries: Object.entries(deed.context ?? {}).map(([key, value]) => ({
        ContextKeyName: key,
        ContextKeyValues: [value],
        ContextKeyType: value === "true" ? "boolean" as const : "string" as const,
      })),
    };
    const { EvaluationResults = [] } = await logged(
      this.#call("SimulatePrincipalPolicy", input),
      () => this.#client.send(new this.#sdk.SimulatePrincipalPolicyCommand(input)),
    );
    return EvaluationResults.map((each) => ({
      action: each.EvalActionName ?? "",
      decision: each.EvalDecision ?? "implicitDeny",
      missingContext: each.MissingContextValues ?? [],
    }));
  }

  /** A role's ARN with its path, which the ARN of an assumed role leaves out. */
  async roleArn(roleName: string): Promise<string> {
    const input = { RoleName: roleName };
    const { Role } = await logged(
      this.#call("GetRole", input),
      () => this.#client.send(new this.#sdk.GetRoleCommand(input)),
    );
    return Role?.Arn ?? "";
  }

  #call(action: string, input: object) {
    return { service: "iam", action, input, identity: this.#identity, debug: this.#debug };
  }
}
