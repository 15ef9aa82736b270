// Service Connect's proxy: whose lines it has, and where a service says that they go.
import assert from "node:assert/strict";
import { parseService } from "../../src/aws/service.ts";
import { proxiesOf, withServiceLog } from "../../src/logs/service_connect.ts";

const proxy = { name: "ecs-service-connect-a1B2c", lastStatus: "RUNNING", healthStatus: "UNKNOWN" };
const awslogs = (group: string) => ({
  logDriver: "awslogs" as const,
  options: { "awslogs-group": group },
});

Deno.test("withServiceLog() takes what the task's own deployment says, or else the primary one", () => {
  const [found] = proxiesOf({ containers: [{ ...proxy, name: "app" }, proxy] }, []);
  assert.ok(found);
  const service = parseService({
    serviceName: "web",
    deployments: [
      {
        id: "ecs-svc/1",
        status: "ACTIVE",
        serviceConnectConfiguration: { enabled: true, logConfiguration: awslogs("/old") },
      },
      {
        id: "ecs-svc/2",
        status: "PRIMARY",
        serviceConnectConfiguration: { enabled: true, logConfiguration: awslogs("/new") },
      },
      {
        id: "ecs-svc/3",
        status: "ACTIVE",
        serviceConnectConfiguration: { enabled: false, logConfiguration: awslogs("/off") },
      },
    ],
  });
  const group = (startedBy?: string) =>
    withServiceLog(found, service, startedBy === undefined ? {} : { startedBy })
      .log?.options["awslogs-group"];
  assert.deepEqual([group("ecs-svc/1"), group("ecs-svc/2"), group("ecs-svc/3"), group()], [
    "/old",
    "/new",
    "/new",
    "/new",
  ]);
  const without = parseService({ serviceName: "web", deployments: [{ status: "PRIMARY" }] });
  assert.equal(withServiceLog(found, without, {}).log, undefined);
});
