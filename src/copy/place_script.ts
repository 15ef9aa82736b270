// The last script of an upload: written for each copy, sent and verified like a file, and run in the
// folder of parts. It makes folders and links, and renames every file into its place. Names stand in
// it as words in single quotes, so that no shell reads them in another way.
import type { DigestTool } from "./entry.ts";
import { SHELL_DIGEST, SHELL_RECORDS } from "./shell_records.ts";

/** What is in the folder of parts and what becomes of it; paths are below the destination. */
export interface Placing {
  readonly folders: readonly {
    readonly path: string;
    readonly mode: number;
    readonly mtime?: number;
    /** Made where it is missing, and else left as it is. */
    readonly isImplied?: true;
  }[];
  /** Whole files: where they are, and where they belong. */
  readonly files: readonly PlacedFile[];
  readonly links: readonly {
    readonly path: string;
    readonly target: string;
    /** One more name of the file at `target`, which is below the destination too. */
    readonly isHard?: true;
  }[];
  readonly overwrite: boolean;
  /** `USER`, `USER:GROUP` or numbers, for chown. */
  readonly owner: string | undefined;
  readonly tool: DigestTool;
}

/** A file in the folder of parts. */
export interface PlacedFile {
  readonly part: string;
  readonly path: string;
  /** Undefined where tar has set them already. */
  readonly mode?: number | undefined;
  readonly mtime?: number | undefined;
  /** For a file that came in several pieces: of the whole. */
  readonly digest?: string;
}

const YEAR_0 = Date.parse("0000-01-01T00:00:00Z") / 1000;
const YEAR_10000 = Date.parse("+010000-01-01T00:00:00Z") / 1000;
/** How many files one mv takes. */
const BATCH = 100;

// $1 nonce, $2 destination. Records: x WORDS PATH; owner WORDS, where nothing was placed, as it cannot
// be given to its owner; kept COUNT. no: one thing did not get there. fr: may TARGET be taken? 1: no. went PART TARGET: an earlier session was cut while it ran this script
// (the file `began` tells), and this part is in its place since. md N PATH, fm N PATH MODE TIME: a folder, and at the end what it is like.
const HEAD = String.raw`
D=$2; K=0; R=
if [ -f began ]; then R=1; else : >began; fi
no() { rec x "$2" "$1"; }
fr() {
if [ -d "$1" ] && [ ! -L "$1" ]; then no "$1" "Is a directory"; return 1; fi
if [ -e "$1" ] && [ ! -f "$1" ] && [ ! -L "$1" ]; then no "$1" "a device, pipe or socket is there"; return 1; fi
if [ "$N" ] && { [ -e "$1" ] || [ -L "$1" ]; }; then K=$((K+1)); return 1; fi
if [ -L "$1" ]; then rm -f "$1"; fi
return 0
}
went() { [ "$R" ] && [ ! -e "$1" ] && [ -e "$2" ]; }
ow() { [ -z "$O" ] || m=$(chown -h "$O" "$@" 2>&1) || { no "$1" "$m"; return 1; }; }
md() {
[ -d "$D$2" ] && return
if m=$(mkdir "$D$2" 2>&1); then : >"m$1"; else no "$D$2" "$m"; fi
}
fm() {
[ -f "m$1" ] || [ "$2" ] || return
ow "$D$2"
m=$(chmod "$3" "$D$2" 2>&1) || no "$D$2" "$m"
[ -z "$4" ] || TZ=UTC0 touch -t "$4" "$D$2" 2>/dev/null
}
vf() {
! went "$1" "$D$3" || return 0
m=$($h <"$1"); [ "@{m%% *}" = "$2" ] || { no "$D$3" "the digests differ"; return 1; }
}
mt() { TZ=UTC0 touch -t "$@"; }
p1() {
! went "$1" "$D$2" || return
fr "$D$2" || return
ow "$1" || return
m=$(mv -f "$1" "$D$2" 2>&1) || no "$D$2" "$m"
}
pf() {
u=$D$1/; shift
for f do
shift
went "$f" "$u@{f##*/}" || ! fr "$u@{f##*/}" || set -- "$@" "$f"
done
[ $# != 0 ] || return
ow "$@" || return
mv -f "$@" "$u" 2>/dev/null && return
for f do
[ ! -f "$f" ] || m=$(mv -f "$f" "$u" 2>&1) || no "$u@{f##*/}" "$m"
done
}
ln1() {
if [ "$R" ] && [ -L "$D$1" ]; then return; fi
fr "$D$1" || return
if m=$(ln -sf -- "$2" "$D$1" 2>&1); then ow "$D$1"; else no "$D$1" "$m"; fi
}
ln2() {
if [ ! -f "$D$2" ]; then no "$D$1" "what it is a name of did not get there"; return; fi
fr "$D$1" || return
rm -f "$D$1"
m=$( { ln "$D$2" "$D$1" || cp -p "$D$2" "$D$1"; } 2>&1 ) || no "$D$1" "$m"
}
`.replaceAll("@{", "${");

/** The script's text. */
export function placeScript(placing: Placing): string {
  const { folders, files, links, overwrite, owner } = placing;
  const lines = [
    SHELL_RECORDS + SHELL_DIGEST + HEAD,
    `N=${overwrite ? "''" : "1"} O=${shellWord(owner ?? "")}`,
    // Whether it can be given away at all is told once, before anything is in its place.
    ...owner === undefined
      ? []
      : ['{ : >own && m=$(chown "$O" own 2>&1); } || { rec owner "$m"; exit 0; }'],
  ];
  folders.forEach(({ path }, index) => lines.push(`md ${index} ${shellWord(below(path))}`));
  lines.push(...grouped(files, ({ mode }) => mode?.toString(8), "chmod"));
  lines.push(
    ...grouped(files, ({ mtime }) => stamp(mtime), "mt"),
  );
  for (const [folder, batch] of batches(files)) {
    lines.push(`pf ${shellWord(folder)} ${batch.map(({ part }) => shellWord(part)).join(" ")}`);
  }
  for (const file of files) {
    if (keepsName(file)) continue;
    const path = shellWord(below(file.path));
    const { digest } = file;
    const check = digest === undefined ? "" : `vf ${file.part} ${digest} ${path} && `;
    lines.push(`${check}p1 ${shellWord(file.part)} ${path}`);
  }
  for (const { path, target, isHard } of links) {
    const to = isHard === true ? below(target) : target;
    lines.push(`${isHard === true ? "ln2" : "ln1"} ${shellWord(below(path))} ${shellWord(to)}`);
  }
  folders.map(({ path, mode, mtime, isImplied }, index) => {
    const time = stamp(mtime) ?? "''";
    const line = `fm ${index} ${shellWord(below(path))} ${mode.toString(8)} ${time}`;
    return isImplied === true ? `[ ! -f m${index} ] || ${line}` : line;
  }).toReversed().forEach((line) => lines.push(line));
  lines.push('rec kept "$K"');
  return `${lines.join("\n")}\n`;
}

/** A word that a shell takes as it is: in single quotes. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_/.,+:@%-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `/a/b`, or nothing for the destination itself. */
function below(path: string): string {
  return path === "" ? "" : `/${path}`;
}

/** Whether its part has the name that the file is to have. */
function keepsName({ part, path, digest }: PlacedFile): boolean {
  return digest === undefined && path !== "" &&
    part.slice(part.lastIndexOf("/") + 1) === path.slice(path.lastIndexOf("/") + 1);
}

function* batches(files: readonly PlacedFile[]): Generator<[string, readonly PlacedFile[]]> {
  const groups = Map.groupBy(
    files.filter(keepsName),
    ({ path }) => below(path.slice(0, Math.max(0, path.lastIndexOf("/")))),
  );
  for (const [folder, group] of groups) {
    for (let at = 0; at < group.length; at += BATCH) yield [folder, group.slice(at, at + BATCH)];
  }
}

function grouped(
  files: readonly PlacedFile[],
  keyOf: (file: PlacedFile) => string | undefined,
  command: string,
): string[] {
  const lines: string[] = [];
  for (const [key, group] of Map.groupBy(files, keyOf)) {
    if (key === undefined) continue;
    for (let at = 0; at < group.length; at += BATCH) {
      const parts = group.slice(at, at + BATCH).map(({ part }) => shellWord(part));
      lines.push(`${command} ${key} ${parts.join(" ")} 2>/dev/null`);
    }
  }
  return lines;
}

/** Seconds since 1970 as touch -t has it, UTC; undefined where its four digits hold no such year. */
function stamp(mtime: number | undefined): string | undefined {
  if (mtime === undefined || mtime < YEAR_0 || mtime >= YEAR_10000) return undefined;
  const text = new Date(mtime * 1000).toISOString();
  return `${text.slice(0, 16).replaceAll(/[-T:]/g, "")}.${text.slice(17, 19)}`;
}
