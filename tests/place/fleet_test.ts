// Listing and describing while AWS pages and throttles, tasks come and go, and a person scrolls:
// nothing is lost and nothing doubled. ECS itself is the fake AWS over HTTP, as everywhere.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Ecs } from "../../src/aws/ecs.ts";
import { chooseIdentity } from "../../src/aws/credentials/identity.ts";
import { groupRows } from "../../src/place/group_rows.ts";
import { inventory } from "../../src/place/inventory.ts";
import { type Listed, taskRows } from "../../src/place/task_rows.ts";
import type { Row } from "../../src/terminal/picker/question.ts";
import { PickerState } from "../../src/terminal/picker/state.ts";
import { ApiError } from "../fake_aws/api_call.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { addTask, arnOf, type FakeTask, generatedWorld, type World } from "../fake_aws/world.ts";

const CLUSTER = "cluster-0000";

async function ecsOf(aws: FakeAws): Promise<Ecs> {
  const env = (name: string) => aws.env[name];
  const flags = { endpointUrl: aws.url, region: aws.world.region };
  return await Ecs.open(chooseIdentity({ flags }, env), env, () => {});
}

const arn = (world: World, task: FakeTask) =>
  arnOf(world, "task", `${task.cluster}/${task.taskId}`);

/** What happens between two batches of rows; numbers are taken modulo what there is. */
interface Deed {
  readonly remove?: number;
  readonly stop?: number;
  readonly start?: number;
  readonly throttle?: string;
  readonly look?: number;
  readonly choose?: number;
}

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ remove: fc.nat() }),
  fc.record({ stop: fc.nat() }),
  fc.record({ start: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ throttle: fc.constantFrom("ListTasks", "DescribeTasks") }),
  fc.record({ look: fc.nat() }),
  fc.record({ choose: fc.nat() }),
  fc.constant({}),
);
/** Tasks that go together. */
const GONE = 70;

function happen({ remove, stop, start = 0, throttle }: Deed, { world, faults }: FakeAws): void {
  if (remove !== undefined) world.tasks.splice(remove % (world.tasks.length + 1), GONE);
  const task = world.tasks[(stop ?? 0) % (world.tasks.length + 1)];
  if (stop !== undefined && task !== undefined) {
    Object.assign(task, { desiredStatus: "STOPPED", lastStatus: "STOPPED" });
  }
  for (let count = 0; count < start; count++) {
    const taskId = crypto.randomUUID().replaceAll("-", "");
    addTask(world, CLUSTER, "service:service-0000", "service-0000", { taskId });
  }
  if (throttle !== undefined) {
    const refusal = new ApiError("ThrottlingException", "Rate exceeded");
    faults.failNext.set(throttle, [...faults.failNext.get(throttle) ?? [], refusal]);
  }
}

Deno.test("rows of tasks: none is lost or doubled while pages, throttling, deletions and keys interleave", async () => {
  const acts = fc.array(deed, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 700 }), acts, async (count, acts) => {
      const world = generatedWorld({ clusters: 1, services: 1, tasks: count });
      const first = [...world.tasks];
      await using aws = startFakeAws(world);
      const ecs = await ecsOf(aws);
      const { rows, onVisible, complete } = taskRows(ecs, CLUSTER, ecs.listTasks(CLUSTER));
      const state = new PickerState<Listed>(false);
      const last = new Map<string, Row<Listed>>();
      const deeds = acts.values();
      for await (const batch of rows) {
        state.add(batch);
        for (const row of batch) last.set(row.id, row);
        const each = deeds.next().value ?? {};
        happen(each, aws);
        const ids = [...last.keys()];
        const { look, choose } = each;
        if (look !== undefined) onVisible(ids.slice(look % (ids.length + 1)).slice(0, 15));
        const chosen = choose === undefined ? undefined : last.get(ids[choose % ids.length] ?? "");
        if (chosen !== undefined) {
          const now = await complete(chosen) ?? { ...chosen, gone: true as const };
          last.set(chosen.id, now);
          state.add([now]);
        }
      }
      const there = [...last.values()].filter((row) => row.gone !== true);
      assert.equal(state.rows.total, there.length);
      assert.equal(state.count, there.length);
      assert.deepEqual(
        new Set(state.shown(0, Infinity).map(({ row }) => row.id)),
        new Set(there.map((row) => row.id)),
      );
      for (const { id, cells } of there) assert.notEqual(cells[1], "…", `${id} was not described`);
      const shown = new Set(there.map((row) => row.id));
      const stayed = first.filter((task) =>
        world.tasks.includes(task) && task.desiredStatus === "RUNNING"
      );
      for (const task of stayed) assert.ok(shown.has(arn(world, task)), `${task.taskId} is lost`);
    }),
    { numRuns: 12 },
  );
});

Deno.test("inventory() gives each task once while pages, throttling and deletions interleave", async () => {
  const acts = fc.array(deed, { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 900 }), acts, async (count, acts) => {
      const world = generatedWorld({ clusters: 4, services: 8, tasks: count });
      const first = [...world.tasks];
      await using aws = startFakeAws(world);
      const seen: string[] = [];
      const deeds = acts.values();
      for await (const items of inventory(await ecsOf(aws), "tasks", {})) {
        seen.push(...items.map((item) => String(item["taskArn"])));
        happen(deeds.next().value ?? {}, aws);
      }
      assert.equal(new Set(seen).size, seen.length, "a task came twice");
      const stayed = first.filter((task) =>
        world.tasks.includes(task) && task.desiredStatus === "RUNNING"
      );
      for (const task of stayed) {
        assert.ok(seen.includes(arn(world, task)), `${task.taskId} is lost`);
      }
    }),
    { numRuns: 12 },
  );
});

Deno.test("the first rows are there after one call where tasks fill a page, and after two where they do not", async () => {
  for (const [tasks, calls] of [[300, 1], [30, 2]] as const) {
    await using aws = startFakeAws(generatedWorld({ clusters: 1, services: 1, tasks }));
    aws.faults.latencyMs = 10;
    const ecs = await ecsOf(aws);
    const { rows } = taskRows(ecs, CLUSTER, ecs.listTasks(CLUSTER));
    for await (const batch of rows) {
      assert.ok(batch.length > 1);
      assert.equal(aws.api.calls.filter(({ outcome }) => outcome === "ok").length, calls);
      break;
    }
  }
});

Deno.test("what is on the screen is described before the rest", async () => {
  const world = generatedWorld({ clusters: 1, services: 1, tasks: 1_500 });
  await using aws = startFakeAws(world);
  aws.faults.latencyMs = 20;
  const ecs = await ecsOf(aws);
  const { rows, onVisible } = taskRows(ecs, CLUSTER, ecs.listTasks(CLUSTER));
  const ids: string[] = [];
  let wanted: readonly string[] = [];
  for await (const batch of rows) {
    for (const row of batch) if (row.cells[1] === "…") ids.push(row.id);
    if (ids.length >= 400 && wanted.length === 0) {
      // The newest page: all the others would have been described before it.
      wanted = ids.slice(-15);
      onVisible(wanted);
    }
  }
  const asked = aws.api.calls.filter(({ action }) => action === "DescribeTasks").map(({ input }) =>
    Array.isArray(input["tasks"]) ? input["tasks"] : []
  );
  const at = asked.findIndex((tasks) => tasks.includes(wanted[0]));
  assert.ok(wanted.every((each) => asked[at]?.includes(each)), "they are described together");
  assert.ok(at < 6, `${at} batches were described before them`);
  assert.equal(asked.flat().length, 1_500);
  assert.equal(asked.length, 15);
});

Deno.test("groupRows() counts all tasks of a large cluster, and before that its services on the screen", async () => {
  const world = generatedWorld({ clusters: 1, services: 120, tasks: 2_400 });
  // Service by service, so that those at the end are described last.
  world.tasks.sort((a, b) => a.group < b.group ? -1 : 1);
  await using aws = startFakeAws(world);
  aws.faults.latencyMs = 5;
  const { rows, onVisible } = groupRows(await ecsOf(aws), CLUSTER, {});
  const last = new Map<string, string | undefined>();
  let counted = -1;
  for await (const batch of rows) {
    for (const { id, cells } of batch) last.set(id, cells[2]);
    onVisible([...last.keys()].slice(-15));
    if (counted === -1 && last.get("service service-0119") === "20 tasks") {
      counted = aws.api.count("DescribeTasks");
    }
  }
  assert.equal(last.size, 120);
  assert.deepEqual(new Set(last.values()), new Set(["20 tasks"]));
  assert.equal(aws.api.count("DescribeServices"), 2);
  assert.equal(aws.api.count("DescribeTasks"), 24);
  assert.ok(counted < 24, "its count came from DescribeServices");
});
