// Names of profiles: which ones may be given, and what is said of one that is not there.
import { homePath } from "../../home_path.ts";
import type { NamedProfile } from "../../profiles/profile.ts";
import type { Context } from "../../entry/context.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { nearest } from "../../near.ts";
import { pasteable } from "../../entry/context.ts";
import type { OwnFlags } from "./flags.ts";

const LISTED_MOST = 20;

/** Refuses what nobody could type as the name of a profile. */
export function checkName(name: string, { argv }: Context): void {
  const why = name.trim() === ""
    ? "it is empty"
    : name !== name.trim()
    ? "it begins or ends with a blank"
    : /\p{C}|\p{Zl}|\p{Zp}/u.test(name)
    ? "it has a character that cannot be seen"
    : name.startsWith("-")
    ? "it looks like a flag"
    : undefined;
  if (why === undefined) return;
  throw new EcsinError({
    id: "profile-name-wrong",
    what: `a profile cannot be called "${name}"`,
    why,
    next: `ecsin profile ${argv[1]} --help`,
    exitCode: EXIT.usage,
  });
}

/** How a profile is called from then on, and that a command of that name goes first. */
export function callLine(name: string, { commands }: Context, flags: OwnFlags): string {
  return [...commands, "help", "version"].includes(name)
    ? `ecsin login ${name}${inFile(flags)} (ecsin ${name} is a command)`
    : `ecsin ${pasteable(name)}${inFile(flags)}`;
}

/** What a line to paste says of a file that was named. */
function inFile({ profiles }: OwnFlags): string {
  return profiles === undefined ? "" : ` --profiles ${pasteable(profiles)}`;
}

/** The failure of a name that a file has already. */
export function nameTaken(name: string, file: string, flags: OwnFlags): EcsinError {
  const word = pasteable(name) + inFile(flags);
  return new EcsinError({
    id: "profile-exists",
    what: `there is a profile "${name}" already`,
    why: `it is in ${homePath(file)}, and stays as it is`,
    next: [`ecsin profile edit ${word}`, `ecsin profile remove ${word}`],
    exitCode: EXIT.usage,
  });
}

/** The failure of a name that is not in the file that is to be changed, or in none. */
export function nameUnknown(
  name: string,
  file: string,
  all: readonly NamedProfile[],
  { argv }: Context,
  flags: OwnFlags,
): EcsinError {
  const rerun = (words: readonly string[]) => ["ecsin", ...words].map(pasteable).join(" ");
  const shared = all.find((each) => each.isShared && each.name === name);
  if (shared !== undefined) {
    return new EcsinError({
      id: "profile-of-team",
      what: `profile "${name}" is not in your own file`,
      why: `it is of ${homePath(shared.file)}, which others read too`,
      next: rerun([...argv, "--profiles", shared.file]),
      exitCode: EXIT.usage,
    });
  }
  const names = all.map((each) => each.name);
  const listed = names.slice(0, LISTED_MOST).join(", ");
  const more = names.length > LISTED_MOST ? ", …" : "";
  return new EcsinError({
    id: "profile-not-there",
    what: `there is no profile "${name}"`,
    why: names.length === 0
      ? `${homePath(file)} holds no profiles`
      : `known ones: ${listed}${more}`,
    next: [
      ...(names.length === 0 && argv[1] === "show" ? [`ecsin profile add ${pasteable(name)}`] : []),
      ...nearest(name, names).map((near) => rerun(argv.map((word) => word === name ? near : word))),
      `ecsin profile list${inFile(flags)}`,
    ],
    exitCode: EXIT.usage,
  });
}
