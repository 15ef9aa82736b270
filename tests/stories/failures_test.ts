// Every way in which ECS Exec fails, and the whole text that a person sees then: failures.txt, which
// is to be read. UPDATE=1 writes it anew. What changes from run to run is replaced by a word.
import assert from "node:assert/strict";
import { type Ran, runEcsin } from "./ecsin.ts";
import { openStory, STORIES, type Story } from "./failures_stories.ts";

const FILE = new URL("failures.txt", import.meta.url);

/** Runs one story; gives what the person sees, with what changes from run to run taken out. */
async function tell(story: Story): Promise<string> {
  await using opened = await openStory(story);
  const { aws, home, args } = opened;
  const ran: Ran = await runEcsin(args, { home, env: { ...aws.env, ...story.env } });
  assert.equal(ran.stdout, "");
  const shown = args.filter((word) => !["--session", "native"].includes(word)).join(" ");
  const told = `$ ecsin ${shown}\n${ran.stderr}exit ${ran.code}`
    .replaceAll(/request [0-9a-f-]{36}/g, "request ID")
    .replaceAll(home.path, "~")
    .replaceAll(/ecs-execute-command-[0-9a-f]+/g, "SESSION");
  return `## ${story.name}\n\n${told}\n`;
}

Deno.test("every failure is told in words, with its cause and the line to paste", async () => {
  const told: string[] = [];
  for (const story of STORIES) told.push(await tell(story));
  const text = told.join("\n");
  if (Deno.env.get("UPDATE") === "1") await Deno.writeTextFile(FILE, text);
  assert.equal(text, await Deno.readTextFile(FILE));
  for (const each of told) {
    assert.match(each, /^ecsin: error: /m, each);
    assert.match(each, /\n {2}next: /, each);
    assert.doesNotMatch(each, /ecsin itself|undefined|\bunknown\b(?! version)/, each);
  }
});
