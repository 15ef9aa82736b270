// The copy that `ecsin profile edit` hands to the editor, and the way back of what was written. The
// file is replaced only by what is right; what the person wrote is never lost.
import { homePath } from "../../home_path.ts";
import { tell } from "../../streams.ts";
import type { Stored } from "../../profiles/store.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { settingLine } from "../../pasteable.ts";
import { below } from "../../paths.ts";
import { errorText } from "../../error_text.ts";
import type { Context } from "../../entry/context.ts";
import { findEditor, runEditor } from "./editor.ts";
import { refuseUnknown } from "./own.ts";
import type { OwnFlags } from "./flags.ts";

const EMPTY_FILE = `# Profiles of ecsin: \`ecsin NAME\` opens a shell by one.
profiles:
  # NAME:
  #   cluster: CLUSTER
  #   service: SERVICE
`;

/** Edits the whole file, beginning at a profile's line where the editor can. */
export async function editProfiles(
  context: Context,
  flags: OwnFlags,
  name: string | undefined,
): Promise<void> {
  const [{ openForEdit }, { say }] = await Promise.all([
    import("../../profiles/store.ts"),
    import("../../terminal/say.ts"),
  ]);
  const editor = findEditor(context);
  const stored = await openForEdit(flags, context.env);
  if (name !== undefined && stored.profiles?.profiles.has(name) === false) {
    await refuseUnknown(context, flags, name);
  }
  const before = stored.bytes === undefined ? EMPTY_FILE : stored.text;
  const { folder, copy } = await makeCopy(before);
  const throwAway = () => Deno.remove(folder, { recursive: true });
  let line = await lineOf(stored, name);
  while (true) {
    let code: number;
    try {
      code = await runEditor(editor, copy, line);
    } catch (error) {
      await throwAway();
      throw error;
    }
    const written = await Deno.readFile(copy).catch(() => undefined);
    const isSame = written === undefined || new TextDecoder().decode(written) === before;
    if (code !== 0) {
      if (isSame) await throwAway();
      throw editorFailed(editor.from, code, isSame ? undefined : copy);
    }
    if (isSame) {
      await throwAway();
      return say(unchanged(stored));
    }
    const fault = await faultOf(stored, copy, written);
    if (fault === undefined) {
      await throwAway();
      return say(`${homePath(stored.file)} is changed`);
    }
    if (!isWrong(fault)) throw withCopy(fault, copy);
    const again = await askAgain(fault, context);
    if (again === "no terminal") throw withCopy(fault, copy);
    if (again === "throw away") {
      await throwAway();
      say(unchanged(stored));
      throw new Left();
    }
    if (again === "left") {
      say(`${homePath(stored.file)} is as it was; what you wrote is in ${homePath(copy)}`);
      throw new Left();
    }
    line = undefined;
  }
}

/** Throws an EcsinError where the temporary folder takes none. */
async function makeCopy(
  text: string,
): Promise<{ readonly folder: string; readonly copy: string }> {
  try {
    // Only its owner may enter the folder.
    const folder = await Deno.makeTempDir({ prefix: "ecsin-" });
    const copy = below(folder, "profiles.yaml");
    await Deno.writeTextFile(copy, text, { createNew: true, mode: 0o600 });
    return { folder, copy };
  } catch (error) {
    const windows = Deno.build.os === "windows";
    throw new EcsinError({
      id: "edit-copy-not-written",
      what: "the copy for your editor cannot be written",
      why: [
        error instanceof Error ? error.message : String(error),
        "it goes into the temporary folder",
      ],
      next: settingLine(windows ? "TMP" : "TMPDIR", windows ? "C:\\FOLDER" : "/tmp"),
      exitCode: EXIT.failure,
    }, { cause: error });
  }
}

function unchanged({ file, bytes }: Stored): string {
  return bytes === undefined
    ? `${homePath(file)} is not made: nothing was written`
    : `${homePath(file)} is as it was`;
}

async function lineOf({ text, profiles }: Stored, name: string | undefined) {
  if (name === undefined || profiles === undefined) return undefined;
  const { excerptOf } = await import("../../profiles/excerpt.ts");
  return excerptOf(text, name)?.line;
}

/** Puts what was written in the file's place; gives what keeps it from there. */
async function faultOf(
  stored: Stored,
  copy: string,
  bytes: Uint8Array,
): Promise<EcsinError | undefined> {
  const [{ decodeProfiles }, { writeText }] = await Promise.all([
    import("../../profiles/read_bytes.ts"),
    import("../../profiles/store.ts"),
  ]);
  try {
    await writeText(stored, decodeProfiles(copy, bytes));
    return undefined;
  } catch (error) {
    if (error instanceof EcsinError) return error;
    throw error;
  }
}

/** A fault of what was written, which editing can mend. */
function isWrong({ failure: { id } }: EcsinError): boolean {
  return id === "profiles-file-wrong" || id === "profiles-file-unreadable";
}

async function askAgain(
  fault: EcsinError,
  { env }: Context,
): Promise<"again" | "throw away" | "left" | "no terminal"> {
  const { canAsk } = await import("../../terminal/picker/terminal.ts");
  if (!canAsk(env)) return "no terminal";
  const { askLine } = await import("../../terminal/ask_line.ts");
  tell(`${errorText(fault)}\n`);
  while (true) {
    const answer = await askLine("edit again, or throw the changes away? again or throw: ", env);
    if (answer === undefined) return "left";
    if (/^a(gain)?$/i.test(answer.trim())) return "again";
    if (/^t(hrow)?$/i.test(answer.trim())) return "throw away";
  }
}

function withCopy({ failure }: EcsinError, copy: string): EcsinError {
  return new EcsinError({
    ...failure,
    why: [...[failure.why ?? []].flat(), `the file is as it was; what you wrote is in ${copy}`],
  });
}

function editorFailed(from: string, code: number, copy: string | undefined): EcsinError {
  return new EcsinError({
    id: "editor-failed",
    what: `${from} ended with exit code ${code}: the profiles file is as it was`,
    ...(copy !== undefined ? { why: `what you wrote is in ${copy}` } : {}),
    next: "ecsin profile edit",
    exitCode: EXIT.usage,
  });
}
