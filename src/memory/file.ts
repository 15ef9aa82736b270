// One remembered file: JSON, written whole, readable by its owner only. What is remembered is a
// convenience: a broken, locked or unwritable file reads as nothing and is never an error.
import { type Env, stateFolder } from "./folder.ts";

/** The value that was remembered under a name; undefined where there is none that can be read. */
export async function readMemory(env: Env, name: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(`${stateFolder(env)}/${name}.json`));
  } catch {
    return undefined;
  }
}

/** Remembers a value; gives whether that could be done. */
export async function writeMemory(env: Env, name: string, value: unknown): Promise<boolean> {
  try {
    const folder = stateFolder(env);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = `${folder}/${name}.${crypto.randomUUID()}`;
    try {
      const text = `${JSON.stringify(value, null, 1)}\n`;
      await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
      await Deno.rename(temporary, `${folder}/${name}.json`);
      return true;
    } catch {
      await Deno.remove(temporary);
      return false;
    }
  } catch {
    return false;
  }
}

/** The fields of a remembered object; none where it is something else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
