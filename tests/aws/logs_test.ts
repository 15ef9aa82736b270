// CloudWatch Logs without the SDK is asked and answers as by the SDK's client; live tail's frames are
// read by the SDK's codec.
import assert from "node:assert/strict";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  StartLiveTailCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { chooseIdentity } from "../../src/aws/credentials/identity.ts";
import { clientConfig, openSdk } from "../../src/aws/credentials/sdk.ts";
import { parseFiles } from "../../src/aws/credentials/shared_files.ts";
import { settingsOf } from "../../src/aws/credentials/settings.ts";
import { logsEndpoint } from "../../src/aws/api/endpoint.ts";
import type { LogEvent } from "../../src/aws/log_event.ts";
import { Logs } from "../../src/aws/logs.ts";
import { EcsinError } from "../../src/error.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";

const FILES = { AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" };
const ARN = "arn:aws:logs:eu-west-3:123456789012:log-group:/ecs/web";

async function opened(aws: FakeAws, region = "eu-west-3") {
  const read = (name: string) => ({ ...FILES, ...aws.env })[name];
  const identity = chooseIdentity({ flags: {} }, read);
  const config = await openSdk(identity, read, () => {}, undefined);
  const logs = await Logs.open(config, region, identity, () => {});
  const client = new CloudWatchLogsClient({
    ...await clientConfig({ ...config, region }, "CloudWatch Logs"),
    disableHostPrefix: true,
    // ecsin's reads answers whole, which a live tail has no end of.
    requestHandler: new FetchHttpHandler(),
  });
  return { logs, client };
}

/** What both asked must be the same. */
function assertAskedAlike(aws: FakeAws): void {
  const [theirs, ours] = aws.api.calls.splice(0).map(({ service, action, region, input }) => ({
    service,
    action,
    region,
    input,
  }));
  assert.deepEqual(ours, theirs);
}

Deno.test("Logs asks and reads as the SDK's client does", async () => {
  await using aws = startFakeAws(buildWorld({}));
  const { logs: store } = aws.world;
  for (let count = 0; count < 5; count++) {
    store.put("eu-west-3", "/ecs/web", `web/app/${count % 2}`, `line ${count}`, {
      timestamp: Date.UTC(2026, 0, 1) + count,
      ingestionTime: Date.UTC(2026, 0, 1) + 1000,
    });
  }
  store.group("eu-west-3", "/ecs/web").retentionInDays = 30;
  const { logs, client } = await opened(aws);
  const group = "/ecs/web";
  const logGroupName = group;
  const startTime = Date.UTC(2025, 0, 1);

  const filtered = await client.send(
    new FilterLogEventsCommand({
      logGroupName,
      logStreamNames: ["web/app/0", "web/app/1"],
      startTime,
      endTime: startTime + 1e11,
      filterPattern: "line",
      startFromHead: false,
      limit: 2,
    }),
  );
  const ours = await logs.filterLogEvents({
    group,
    streams: ["web/app/0", "web/app/1"],
    startMs: startTime,
    endMs: startTime + 1e11,
    pattern: "line",
    newestFirst: true,
    limit: 2,
  });
  assertAskedAlike(aws);
  assert.deepEqual(ours.events.map((each) => each.message), ["line 4", "line 3"]);
  assert.deepEqual(
    ours.events.map(({ eventId, stream, timestamp, ingestionTime, message }) => ({
      eventId,
      ingestionTime,
      logStreamName: stream,
      message,
      timestamp,
    })),
    filtered.events?.map((each) => ({ ...each })),
  );
  assert.equal(ours.token, filtered.nextToken);

  await client.send(
    new GetLogEventsCommand({
      logGroupName,
      logStreamName: "web/app/0",
      startFromHead: false,
      limit: 2,
    }),
  );
  const newest = await logs.newestEvents({ group, stream: "web/app/0", limit: 2 });
  assertAskedAlike(aws);
  assert.deepEqual(newest.events.map((each) => each.message), ["line 2", "line 4"]);
  const before = await logs.newestEvents({
    group,
    stream: "web/app/0",
    limit: 2,
    ...(newest.token !== undefined ? { token: newest.token } : {}),
  });
  assert.deepEqual(before.events.map((each) => each.message), ["line 0"]);
  aws.api.calls.length = 0;

  await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }));
  assert.deepEqual(await logs.describeLogGroups(group), [{ name: group, retentionInDays: 30 }]);
  assertAskedAlike(aws);
});

Deno.test("Logs tells AWS's refusal by its name", async () => {
  await using aws = startFakeAws(buildWorld({}));
  const { logs } = await opened(aws);
  const missing = await logs.filterLogEvents({ group: "none" }).catch((error) => error);
  assert.ok(missing instanceof EcsinError);
  assert.equal(missing.failure.aws?.name, "ResourceNotFoundException");
  aws.faults.denied.add("logs:FilterLogEvents");
  const denied = await logs.filterLogEvents({ group: "none" }).catch((error) => error);
  assert.match(denied.message, /not allowed to call logs:FilterLogEvents/);
});

Deno.test("Logs.liveTail() gives what the SDK's event stream gives, and ends with its signal", async () => {
  await using aws = startFakeAws(buildWorld({}));
  const { logs: store } = aws.world;
  store.stream("eu-west-3", "/ecs/web", "web/app/1");
  const { logs, client } = await opened(aws);
  const theirs: (string | undefined)[] = [];
  const leaving = new AbortController();
  const { responseStream } = await client.send(
    new StartLiveTailCommand({ logGroupIdentifiers: [ARN], logStreamNames: ["web/app/1"] }),
    { abortSignal: leaving.signal },
  );
  const put = () => {
    store.put("eu-west-3", "/ecs/web", "web/app/1", "größer 1");
    store.put("eu-west-3", "/ecs/web", "web/app/2", "not this");
    store.put("eu-west-3", "/ecs/web", "web/app/1", "2");
  };
  for await (const event of responseStream ?? []) {
    if (event.sessionStart !== undefined) put();
    theirs.push(...event.sessionUpdate?.sessionResults?.map((each) => each.message) ?? []);
    if (theirs.length >= 2) break;
  }
  leaving.abort();
  const ours: LogEvent[] = [];
  const stop = new AbortController();
  const tail = { groupArns: [ARN], streams: ["web/app/1"] };
  for await (const update of logs.liveTail(tail, stop.signal)) {
    if (update.kind === "started") put();
    ours.push(...update.events);
    if (ours.length >= 2) stop.abort();
  }
  assert.deepEqual(ours.map((each) => each.message), theirs);
  assert.deepEqual(theirs, ["größer 1", "2"]);
  assertAskedAlike(aws);
});

Deno.test("Logs.liveTail() fails where a CRC does not fit, a frame is cut or the session has timed out", async () => {
  for (
    const [fault, id] of [
      ["bad-crc", "unreachable"],
      ["cut", "unreachable"],
      ["timeout", "aws-refused"],
    ] as const
  ) {
    await using aws = startFakeAws(buildWorld({}));
    aws.world.logs.stream("eu-west-3", "/ecs/web", "web/app/1");
    aws.world.logs.faults.liveTail = fault;
    const { logs } = await opened(aws);
    const read = async () => {
      for await (const _ of logs.liveTail({ groupArns: [ARN] }, new AbortController().signal));
    };
    const error = await read().catch((error) => error);
    assert.ok(error instanceof EcsinError, fault);
    assert.equal(error.failure.id, id, fault);
  }
});

Deno.test("logsEndpoint() is the SDK's, in every partition, also with FIPS and dual stack", async () => {
  const identity = { source: { kind: "chain" }, remarks: [], flags: [] } as const;
  const { config } = new CloudWatchLogsClient({ region: "us-east-1" });
  for (
    const region of ["eu-central-1", "us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]
  ) {
    for (
      const [env, UseFIPS, UseDualStack] of [
        [{}, false, false],
        [{ AWS_USE_FIPS_ENDPOINT: "true" }, true, false],
        [{ AWS_USE_DUALSTACK_ENDPOINT: "true" }, false, true],
      ] as const
    ) {
      const read = (name: string) => (env as Readonly<Record<string, string>>)[name];
      const settings = settingsOf(identity, read, parseFiles([{ path: "x" }, { path: "y" }]));
      const { url } = config.endpointProvider({ Region: region, UseFIPS, UseDualStack });
      assert.equal(`${await logsEndpoint(region, settings)}/`, url.href);
    }
  }
});
