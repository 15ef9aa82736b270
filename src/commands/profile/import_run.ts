// What `ecsin profile import` finds, shows and saves: one proposal after the other, each by the
// person's own choice.
import { homePath } from "../../home_path.ts";
import type { Context } from "../../entry/context.ts";
import { EcsinError, EXIT } from "../../error.ts";
import type { Proposal } from "../../profiles/proposals.ts";
import type { Row } from "../../terminal/picker/question.ts";
import type { ImportFlags } from "./flags.ts";
import { callLine } from "./names.ts";

const COLUMNS = ["name", "target", "as", "from"];

/** Proposes; saves what is chosen. */
export async function runImport(context: Context, flags: ImportFlags): Promise<void> {
  const [{ openStore }, { askOnTerminal }, { say, print }] = await Promise.all([
    import("../../profiles/store.ts"),
    import("../../entry/reach.ts"),
    import("../../terminal/say.ts"),
  ]);
  const { profiles: { profiles } } = await openStore(flags, context.env);
  const taken = new Set(profiles.keys());
  const found = await findProposals(context);
  const free = found.filter(({ name }) => !taken.has(name));
  if (found.length === 0) throw nothingFound();
  if (free.length === 0) return say("every profile that could be imported is there already");
  if (flags.all) {
    for (const proposal of free) await save(proposal);
    return;
  }
  const { color } = flags;
  const asking = { debug: false, ...(color !== undefined ? { color } : {}) };
  const ask = Deno.stdout.isTerminal() ? await askOnTerminal(asking, context) : undefined;
  if (ask === undefined) {
    const { blockText } = await import("../../profiles/yaml_text.ts");
    const layout = { indent: "  ", step: "  ", newline: "\n" };
    const blocks = free.map(({ name, profile }) => blockText(name, profile, layout));
    print(`profiles:\n${blocks.join("")}`);
    return say("nothing was saved: ecsin profile import --all saves them");
  }
  let saved = 0;
  while (saved < free.length) {
    const answer = await ask<Proposal>({
      title: saved === 0 ? "save as a profile" : "save as another profile (Esc ends)",
      columns: COLUMNS,
      rows: batchOf(found.map((proposal) => rowOf(proposal, taken.has(proposal.name)))),
      canGoBack: false,
    });
    if (answer.kind !== "chosen") break;
    await save(answer.value);
    saved++;
  }
  if (saved === 0) say("nothing was saved");

  async function save({ name, profile }: Proposal): Promise<void> {
    const { change, openStore } = await import("../../profiles/store.ts");
    const stored = await openStore(flags, context.env);
    await change(stored, { kind: "add", name, profile });
    taken.add(name);
    say(
      `profile "${name}" is saved in ${homePath(stored.file)}: ${callLine(name, context, flags)}`,
    );
  }
}

/** All that can be proposed, each name once; what names a container comes first. */
async function findProposals({ env }: Context): Promise<readonly Proposal[]> {
  const [{ proposalsOfCopilot, proposalsOfTools }, { readConfigProfiles }, { sharedFilePaths }] =
    await Promise.all([
      import("../../profiles/proposals.ts"),
      import("../../aws/credentials/config_profiles.ts"),
      import("../../aws/credentials/shared_files.ts"),
    ]);
  const [copilot, tools, aws] = await Promise.all([
    proposalsOfCopilot(workingFolder()),
    proposalsOfTools(env),
    readConfigProfiles(env),
  ]);
  const { config } = sharedFilePaths(env);
  const ofAws = aws.map(({ name, region }): Proposal => ({
    name,
    profile: { awsProfile: name, ...(region !== undefined ? { region } : {}) },
    from: config,
  }));
  const names = new Set<string>();
  return [...copilot, ...tools, ...ofAws].filter(({ name }) => {
    // What could not be typed as a profile's name is none.
    if (names.has(name) || !/^[\p{L}\p{N}_.@][\p{L}\p{N}_@+=:,./-]*$/u.test(name)) return false;
    names.add(name);
    return true;
  });
}

function rowOf(proposal: Proposal, isTaken: boolean): Row<Proposal> {
  const { name, profile, from } = proposal;
  const { cluster, service, family, container, awsProfile, region, description } = profile;
  const path = [cluster, service ?? family, container].filter((part) => part !== undefined);
  return {
    id: name,
    cells: [
      name,
      path.join(" / "),
      [awsProfile, region].filter((part) => part !== undefined).join(", "),
      from,
    ],
    ...(description !== undefined ? { detail: [["description", description]] } : {}),
    ...(isTaken ? { refused: "there is a profile of that name" } : {}),
    value: proposal,
  };
}

async function* batchOf<T>(rows: readonly Row<T>[]): AsyncGenerator<readonly Row<T>[]> {
  yield rows;
}

function workingFolder(): string {
  try {
    return Deno.cwd();
  } catch {
    return "/";
  }
}

function nothingFound(): EcsinError {
  return new EcsinError({
    id: "nothing-to-import",
    what: "nothing was found to make profiles from",
    why: [
      "AWS's files have no profile, no Copilot workspace is here,",
      "and neither e1s nor ecsta is configured with a cluster",
    ],
    next: ["ecsin profile add NAME", "aws configure list-profiles"],
    exitCode: EXIT.usage,
  });
}
