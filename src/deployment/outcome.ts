// What became of one deployment that was begun here, whatever else happens to its service. Pure.
import type { ServiceLook } from "./look.ts";
import { type Verdict, verdictOf } from "./verdict.ts";
import type { Whom } from "../aws/line.ts";

/** Under way, done, or ended otherwise: with the verdict that says why. */
export type Outcome =
  | { readonly kind: "going"; readonly verdict: Verdict }
  | { readonly kind: "done"; readonly verdict: Verdict }
  | { readonly kind: "failed"; readonly what: string; readonly verdict: Verdict };

/** Judges the deployment `id` (`ecs-svc/…`). */
export function outcomeOf(id: string, look: ServiceLook, whom: Whom): Outcome {
  const verdict = verdictOf(look, whom);
  const { deployments } = look.service;
  const own = deployments.find((each) => each.id === id);
  const [primary] = deployments;
  if (own?.rolloutState === "COMPLETED" && own.status === "PRIMARY") {
    return { kind: "done", verdict };
  }
  if (verdict.standing === "rolled-back") {
    return { kind: "failed", what: "the deployment failed and was rolled back", verdict };
  }
  if (verdict.standing === "failed" && look.deployment?.status === "ROLLBACK_FAILED") {
    return { kind: "failed", what: "the deployment failed, and so did its rollback", verdict };
  }
  if (verdict.standing === "inactive") return { kind: "failed", what: verdict.what, verdict };
  if (own?.rolloutState === "FAILED") {
    // On its way back; how that ends is waited for.
    if (verdict.standing === "rolling-back") return { kind: "going", verdict };
    return { kind: "failed", what: "the deployment failed", verdict };
  }
  if (verdict.standing === "rolling-back") return { kind: "going", verdict };
  if (own === undefined || own.status !== "PRIMARY") {
    const other = primary?.definition ?? "unknown";
    return {
      kind: "failed",
      what: `another deployment took its place (${other}): how that goes is not this one's`,
      verdict,
    };
  }
  return { kind: "going", verdict };
}
