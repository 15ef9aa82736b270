// A person with a profiles file, and what `ecsin profile …` did for them.
import { type Ran, runEcsin, type RunOptions } from "./ecsin.ts";
import { Home } from "./home.ts";

/** The file that they have. */
export const FILE = `# mine
defaults: {region: eu-central-1}

profiles:
  # production
  prod-web:
    cluster: "prod"   # quoted
    service: web

  staging: {cluster: staging, shell: bash -l}
`;
/** Where it is, below the home. */
export const PATH = ".config/ecsin/profiles.yaml";

/** A home with a profiles file. */
export async function person(text = FILE): Promise<Home> {
  const home = await Home.make();
  await home.write(PATH, text);
  return home;
}

/** What the file holds. */
export const fileOf = (home: Home) => Deno.readTextFile(`${home.path}/${PATH}`);

/** What the program did, with the home's name taken out. */
export async function profile(
  home: Home,
  words: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const ran = await runEcsin(["profile", ...words], { ...options, home });
  const plain = (text: string) => text.replaceAll(home.path, "HOME");
  return { ...ran, stdout: plain(ran.stdout), stderr: plain(ran.stderr) };
}
