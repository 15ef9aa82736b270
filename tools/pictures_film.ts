// A whole login as a short film: typed, chosen, inside, out again. Every picture of it is the screen of
// a real run at that moment; only how long each stands is made up.
import { demoWorld } from "../tests/fake_aws/demo_world.ts";
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { openShellWithEcsin } from "../tests/stories/ecsin.ts";
import { Home } from "../tests/stories/home.ts";
import { drawScreen, filmSvg, type Frame } from "./svg.ts";

const COLUMNS = 92;
const KEY_MS = 140;
const LOOK_MS = 1_100;
/** The picker's last word of each drawing. */
const DRAWN = "\x1b[?7h";

/** Draws it. */
export async function drawFilm(): Promise<string> {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  // An image with a plain sh, whose prompt is not this machine's.
  const path = `${home.path}/image`;
  await Deno.mkdir(path);
  await Deno.symlink("/bin/sh", `${path}/sh`);
  for (const { containers, taskId } of aws.world.tasks) {
    const env = { PS1: `root@${taskId.slice(0, 8)}:/app# ` };
    for (const each of containers) Object.assign(each, { path, env });
  }
  await using shell = await openShellWithEcsin({
    home,
    columns: COLUMNS,
    rows: 12,
    env: { ...aws.env, ECSIN_SESSION: "native" },
  });
  const { terminal } = shell;
  const frames: Frame[] = [];
  const take = (ms: number) => frames.push({ ...drawScreen(terminal, { cursor: true }), ms });
  const asking = () => /^[^#$]*> .*\d\/\d/m.test(terminal.text());
  /** The screen shows it, and the picker has drawn to its last line, if it is there. */
  const settled = (pattern: RegExp) =>
    terminal.waitUntil(
      () => pattern.test(terminal.text()) && (!asking() || terminal.output().endsWith(DRAWN)),
      `the screen to show ${pattern}`,
    );
  /** Types letter by letter; each is on the screen before the next. */
  const type = async (text: string, shown: (typed: string) => RegExp) => {
    for (let length = 1; length <= text.length; length++) {
      await terminal.type(text.slice(length - 1, length));
      await settled(shown(text.slice(0, length)));
      take(KEY_MS);
    }
  };
  const look = async (pattern: RegExp, ms = LOOK_MS) => {
    await settled(pattern);
    take(ms);
  };
  const prompt = (typed: string) => new RegExp(`\\$ ${typed}$`);
  await shell.clear();
  take(LOOK_MS);
  await type("ecsin", prompt);
  await terminal.type("\r");
  await look(/^cluster>.*2\/2$/m);
  await type("prod", (typed) => new RegExp(`^cluster> ${typed} +[12]/2$`, "m"));
  await terminal.type("\r");
  await look(/service>.*6\/6$[\s\S]*search .*STOPPED[\s\S]*^definition: /m);
  await type("we", (typed) => new RegExp(`service> ${typed} +\\d/6$[\\s\\S]*^definition: `, "m"));
  await terminal.type("\r");
  await look(/task>.*3\/3$[\s\S]*^\w+: .* · /m);
  await terminal.type("\r");
  await look(/container>.*2\/2$/m);
  await type("ap", (typed) => new RegExp(`container> ${typed} +\\d/2$`, "m"));
  await terminal.type("\r");
  await look(/:\/app# ?$/m);
  await type("echo hello", (typed) => new RegExp(`# ${typed}$`));
  await terminal.type("\r");
  await look(/^hello\nroot@\w+:\/app# ?$/m);
  await type("exit", (typed) => new RegExp(`# ${typed}$`));
  await terminal.type("\r");
  await shell.prompted();
  take(2 * LOOK_MS);
  return filmSvg("A whole login with ecsin", COLUMNS, frames);
}
