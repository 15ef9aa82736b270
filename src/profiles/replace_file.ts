// Replaces a file as a whole: whoever reads it sees the old bytes or the new ones. What is behind a
// symbolic link is replaced, the link stays; so does the mode. A file that somebody else changed
// meanwhile is left alone.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { below, folderOf, isAbsolute, nameOf } from "../paths.ts";

/** What the file held when it was read, undefined where it was not there, and what it is to hold. */
export interface Replacement {
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/** Only its owner may read a new profiles file, and enter its folder. */
const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;
const OWNER_WRITES = 0o200;
const LINKS_MOST = 10;

/** The file's owner took away the right to write it; `file` is the one behind all links. */
export class WriteProtected extends Error {
  constructor(readonly file: string) {
    super(`${file} is write-protected`);
  }
}

/** Replaces; throws an EcsinError where the file is not what it was, and what the system throws. */
export async function replaceFile(named: string, { before, after }: Replacement): Promise<void> {
  const file = await behindLinks(named);
  const folder = folderOf(file);
  await Deno.mkdir(folder, { recursive: true, mode: NEW_FOLDER_MODE });
  const mode = (await ifThere(Deno.stat(file)))?.mode ?? NEW_FILE_MODE;
  // A folder that may be written would let it through; who took the right away meant it.
  if ((mode & OWNER_WRITES) === 0) throw new WriteProtected(file);
  const temporary = below(folder, `.${nameOf(file)}.${crypto.randomUUID()}`);
  try {
    await writeThrough(temporary, after, mode & 0o7777);
    if (!same(await Deno.readFile(temporary), after)) {
      throw new Error("the disk does not give back what was written");
    }
    using lock = await lockFolder(folder);
    if (!same(await ifThere(Deno.readFile(file)), before)) throw changedMeanwhile(named);
    await Deno.rename(temporary, file);
    await lock.sync();
  } catch (error) {
    await ifThere(Deno.remove(temporary));
    throw error;
  }
}

async function writeThrough(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: NEW_FILE_MODE });
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
  // Not what the umask leaves of it.
  if (Deno.build.os !== "windows") await Deno.chmod(path, mode);
  await file.sync();
}

/** The file that a chain of links leads to, whether it is there or not. */
async function behindLinks(named: string): Promise<string> {
  let file = named;
  for (let links = 0; links < LINKS_MOST; links++) {
    const found = await ifThere(Deno.lstat(file));
    if (found?.isSymlink !== true) return file;
    const target = await Deno.readLink(file);
    file = isAbsolute(target) ? target : below(folderOf(file), target);
  }
  throw new Error(`more than ${LINKS_MOST} links lead to it`);
}

/** Keeps other ecsins out between the last look and the exchange; Windows has no such lock. */
async function lockFolder(folder: string): Promise<Disposable & { sync(): Promise<void> }> {
  if (Deno.build.os === "windows") {
    return { sync: () => Promise.resolve(), [Symbol.dispose]: () => {} };
  }
  const held = await Deno.open(folder);
  // Some network file systems have no locks, or no sync of a folder; the exchange is whole anyway.
  await held.lock(true).catch(() => {});
  return {
    sync: () => held.sync().catch(() => {}),
    [Symbol.dispose]: () => held.close(),
  };
}

function changedMeanwhile(file: string): EcsinError {
  return new EcsinError({
    id: "profiles-file-changed",
    what: `${homePath(file)} was changed by somebody else meanwhile, and is left as it is now`,
    next: "ecsin profile validate",
    exitCode: EXIT.usage,
  });
}

async function ifThere<T>(wanted: Promise<T>): Promise<T | undefined> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function same(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
