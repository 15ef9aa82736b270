// The world of `deno task demo`: small, believable, with one task that cannot be entered and one
// whose agent has stopped.
import { buildWorld, type World } from "./world.ts";

/** Two clusters with services, sidecars, a migration task, and two that cannot be entered. */
export function demoWorld(now: Date = new Date()): World {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const DAY = 24 * 60;
  return buildWorld({
    prod: {
      services: {
        web: [
          { revision: 42, startedAt: ago(2 * DAY + 95), containers: ["app", "nginx"] },
          { revision: 42, startedAt: ago(2 * DAY + 93), containers: ["app", "nginx"] },
          { revision: 43, startedAt: ago(11), containers: ["app", "nginx"] },
        ],
        api: [
          { revision: 118, startedAt: ago(5 * 60), containers: ["api", "envoy", "datadog-agent"] },
          {
            revision: 118,
            startedAt: ago(5 * 60 - 2),
            containers: ["api", "envoy", "datadog-agent"],
          },
        ],
        worker: [{ revision: 7, startedAt: ago(9 * DAY), containers: ["worker"] }],
        billing: [{
          revision: 31,
          startedAt: ago(30 * DAY),
          enableExecuteCommand: false,
          containers: ["billing"],
        }],
        search: [{
          revision: 4,
          startedAt: ago(3 * DAY),
          healthStatus: "UNHEALTHY",
          containers: [{ name: "opensearch", agent: "STOPPED", healthStatus: "UNHEALTHY" }],
        }],
      },
      standalone: { "db-migrate": [{ revision: 12, startedAt: ago(1), containers: ["migrate"] }] },
    },
    staging: {
      services: {
        web: [{ revision: 44, startedAt: ago(25), containers: ["app", "nginx"] }],
        api: [{ revision: 119, startedAt: ago(24), containers: ["api"] }],
      },
    },
  }, now);
}
