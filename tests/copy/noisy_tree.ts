// A tree of noise and text, and a container to copy it to and from under a fault.
import assert from "node:assert/strict";
import { EcsinError } from "../../src/error.ts";
import { folder } from "./copies.ts";
import { type Faults, imageOf, remoteOf, TOOLS } from "./shells.ts";

/** Bytes that no program makes much smaller, the same at each run. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

/** Makes it at `path`. */
export async function tree(path: string): Promise<void> {
  await Deno.mkdir(`${path}/sub/deep`, { recursive: true });
  await Deno.writeFile(`${path}/noise`, noise(700_000));
  await Deno.writeFile(`${path}/text`, new Uint8Array(900_000).map((_, at) => 97 + at % 7));
  for (let index = 0; index < 30; index++) {
    await Deno.writeFile(`${path}/sub/${index}`, noise(index * 40, index + 1));
  }
  await Deno.symlink("../noise", `${path}/sub/link`);
}

/** The failure in words that work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<EcsinError> {
  try {
    await work;
  } catch (error) {
    assert(error instanceof EcsinError, String(error));
    return error;
  }
  throw new Error("it did not fail");
}

/** A copy under a fault: a container of dash with all tools, or with those that are named. */
export async function withTree(
  faults: Faults,
  work: (
    given: { readonly from: string; readonly to: string; readonly at: string },
    remote: ReturnType<typeof remoteOf>,
  ) => Promise<void>,
  tools: readonly string[] = TOOLS,
): Promise<void> {
  await using image = await imageOf(["dash"], tools);
  await using at = await folder();
  const from = `${at.path}/from`;
  await tree(from);
  await work({ from, to: `${at.path}/to`, at: at.path }, remoteOf(image.path, faults));
}
