// A session of ecsin's own client in a person's shell, whose connection can be cut.
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import type { Shell } from "./shell.ts";
import { NATIVE, openPerson } from "./ways.ts";

/** An account with one service of one task. */
export function start(): FakeAws {
  return startFakeAws(buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }));
}

/** A person in its container. */
export async function enter(aws: FakeAws): Promise<Shell> {
  const shell = await openPerson(aws, NATIVE, { columns: 200 });
  await shell.start(`ecsin --cluster prod --service web ${NATIVE.flags}`);
  await shell.inside();
  return shell;
}

/** Cuts every connection until it is told to stop. */
export function cutAll(aws: FakeAws): () => void {
  const nth = Array.from({ length: 5_000 }, (_, index) => index);
  aws.channel.cut = { direction: "toClient", nth, closeFrame: false };
  return () => aws.channel.cut = undefined;
}
