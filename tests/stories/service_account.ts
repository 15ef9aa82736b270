// An account with a service of two tasks, for stories of what is done with it.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type FakeService } from "../fake_aws/world.ts";
import { type Ran, runEcsin } from "./ecsin.ts";

/** `prod` with the service web and a standalone task. */
export function account(): FakeAws {
  return startFakeAws(buildWorld({
    prod: {
      services: { web: [{ containers: ["app", "nginx"] }, { containers: ["app", "nginx"] }] },
      standalone: { migrate: [{ containers: ["app"] }] },
    },
  }));
}

/** Its service. */
export function web(aws: FakeAws): FakeService {
  const [service] = aws.world.services;
  assert.ok(service !== undefined);
  return service;
}

/** Runs it without a terminal. */
export async function run(aws: FakeAws, ...args: string[]): Promise<Ran> {
  return await runEcsin(args, { env: aws.env });
}
