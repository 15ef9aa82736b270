// `deno task build --all`: every file of a release, into one folder. Only what depends on the
// address of the releases (install scripts, package managers' files) is left out where it is not
// named.
import { archiveName, CHECKSUMS, programName } from "../src/upgrade/releases.ts";
import { type Entry, tarGz, zip } from "./archive.ts";
import { embed } from "./embed.ts";
import { formula, miseEntry, type Release, scoopManifest } from "./package_managers.ts";
import { type Target, TARGETS } from "./targets.ts";

const ROOT = new URL("../", import.meta.url);

/** What a release is made with. */
export interface ReleaseOptions {
  readonly version: string;
  /** The folder to fill. */
  readonly folder: string;
  /** Address of the repository whose releases they will be; undefined where it is not known. */
  readonly releases: string | undefined;
  /** What is in every archive besides the program; asked once there is a program. */
  readonly papers: () => Promise<readonly Entry[]>;
  /** Writes the program for a target of `deno compile`. */
  readonly compile: (binary: string, target: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Makes the files of a release. */
export async function buildRelease(options: ReleaseOptions): Promise<void> {
  const { version, folder, releases, log } = options;
  await Deno.mkdir(folder, { recursive: true });
  const sums = new Map<string, string>();
  const put = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
    await Deno.writeFile(`${folder}/${name}`, bytes);
    sums.set(name, await sha256Of(bytes));
    log(`release ${folder}/${name}`);
  };
  let papers: readonly Entry[] | undefined;
  for (const target of TARGETS) {
    const program = await programOf(target, options);
    papers ??= await options.papers();
    const entries = [program, ...papers];
    const bytes = target.os === "windows" ? zip(entries) : tarGz(entries);
    await put(archiveName(version, target), bytes);
  }
  if (releases !== undefined) {
    const sha256 = (name: string) => sums.get(name) ?? "";
    const files = await filesWithAddress({ version, releases, sha256 });
    for (const [name, text] of Object.entries(files)) {
      await put(name, new TextEncoder().encode(text));
    }
  }
  const lines = [...sums].map(([name, sum]) => `${sum}  ${name}\n`);
  await Deno.writeTextFile(`${folder}/${CHECKSUMS}`, lines.join(""));
  log(`release ${folder}/${CHECKSUMS}`);
}

async function programOf(target: Target, { folder, compile }: ReleaseOptions): Promise<Entry> {
  const name = programName(target.os);
  const binary = `${folder}/${name}`;
  await compile(binary, target.target);
  const bytes = await Deno.readFile(binary);
  await Deno.remove(binary);
  return { name, bytes, executable: true };
}

async function filesWithAddress(release: Release): Promise<Readonly<Record<string, string>>> {
  const script = async (name: string) =>
    embed(await Deno.readTextFile(new URL(name, ROOT)), release.releases);
  return {
    "install.sh": await script("install.sh"),
    "install.ps1": await script("install.ps1"),
    "ecsin.rb": formula(release),
    "ecsin.json": scoopManifest(release),
    "mise.toml": miseEntry(release),
  };
}

/** SHA-256 of bytes, in hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
