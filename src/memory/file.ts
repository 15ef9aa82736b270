// One remembered file: JSON, written whole, readable by its owner only. What is remembered is a
// convenience: a broken, locked or unwritable file reads as nothing and is never an error.
import { stateFolder } from "./folder.ts";
import type { Env } from "../environment.ts";
import { below } from "../paths.ts";
import { withoutSecrets } from "../secrets.ts";

/** How long another ecsin that is writing is waited for: so many tries, so far apart. */
const LOCK_TRIES = 100;
const LOCK_AGAIN_MS = 10;

/** The value that was remembered under a name; undefined where there is none that can be read. */
export async function readMemory(env: Env, name: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(below(stateFolder(env), `${name}.json`)));
  } catch {
    return undefined;
  }
}

/** Remembers a value; gives whether that could be done. */
export async function writeMemory(env: Env, name: string, value: unknown): Promise<boolean> {
  try {
    const folder = await makeFolder(env);
    const temporary = below(folder, `${name}.${crypto.randomUUID()}`);
    try {
      const text = withoutSecrets(`${JSON.stringify(value, null, 1)}\n`);
      await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
      await Deno.rename(temporary, below(folder, `${name}.json`));
      return true;
    } catch {
      await Deno.remove(temporary);
      return false;
    }
  } catch {
    return false;
  }
}

/** Remembers what `change` makes of the value; of two ecsins at once, one after the other. */
export async function changeMemory(
  env: Env,
  name: string,
  change: (value: unknown) => unknown,
): Promise<boolean> {
  const unlock = await lock(env, name);
  try {
    return await writeMemory(env, name, change(await readMemory(env, name)));
  } finally {
    unlock();
  }
}

/** Keeps other writers out; gives what lets them in. Who holds the lock too long is not waited for. */
async function lock(env: Env, name: string): Promise<() => void> {
  try {
    const path = below(await makeFolder(env), `${name}.lock`);
    const file = await Deno.open(path, { write: true, create: true, mode: 0o600 });
    try {
      for (let tries = 1; tries < LOCK_TRIES && !await file.tryLock(true); tries++) {
        await new Promise((resolve) => setTimeout(resolve, LOCK_AGAIN_MS));
      }
    } catch {
      // A file system without locks.
    }
    // The system takes the lock away with the file.
    return () => file.close();
  } catch {
    return () => {};
  }
}

async function makeFolder(env: Env): Promise<string> {
  const folder = stateFolder(env);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The fields of a remembered object; none where it is something else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
