// `deno task pictures`: README's pictures, made from a real run: ecsin against the demo's world in a
// pseudo-terminal, what a terminal emulator shows of it, drawn as SVG. Readable on light and dark.
import { logDemo } from "../tests/fake_aws/demo_logs.ts";
import { demoWorld } from "../tests/fake_aws/demo_world.ts";
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { openShellWithEcsin } from "../tests/stories/ecsin.ts";
import { Home } from "../tests/stories/home.ts";
import { drawDoctor } from "./pictures_doctor.ts";
import { drawFilm } from "./pictures_film.ts";
import { drawScreen, stillSvg } from "./svg.ts";

const FOLDER = new URL("../docs/pictures/", import.meta.url);
const COLUMNS = 92;
const PROFILES = `profiles:
  prod-web:
    cluster: prod
    service: web
    container: app
    pick: newest
    shell: sh
`;

/** The pictures by file name. */
export async function drawPictures(): Promise<ReadonlyMap<string, string>> {
  // All ages in the pictures stay the same: the world is made for this very moment.
  await using aws = startFakeAws(demoWorld());
  for (const { containers, taskId } of aws.world.tasks) {
    for (const each of containers) {
      Object.assign(each, { env: { PS1: `root@${taskId.slice(0, 8)}:/app# ` } });
    }
  }
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  await using shell = await openShellWithEcsin({
    home,
    columns: COLUMNS,
    rows: 14,
    env: { ...aws.env, ECSIN_SESSION: "native" },
  });
  const { terminal } = shell;
  const pictures = new Map<string, string>();
  await shell.clear();
  await shell.start("ecsin");
  await terminal.waitFor(/open>.*3\/3$/m);
  await terminal.type("prod cluster\r");
  await terminal.waitFor(/service>.*6\/6$/m);
  await terminal.type("b");
  await terminal.waitFor(/service> b .*[0-9]\/6$/m);
  // The last line that is drawn.
  await terminal.waitFor(/^definition: db-migrate:12 /m);
  pictures.set(
    "picker.svg",
    stillSvg("Choosing a service with ecsin", COLUMNS, drawScreen(terminal)),
  );
  await terminal.type("\x03");
  await shell.prompted();
  await shell.clear();
  await shell.start("ecsin prod-web");
  await terminal.waitForOutput(/# $/);
  await terminal.type("echo hello from the container\r");
  await terminal.waitFor(/^hello from the container\nroot@\w+:\/app#/m);
  pictures.set(
    "login.svg",
    stillSvg("A shell in a container with ecsin", COLUMNS, drawScreen(terminal)),
  );
  await terminal.type("exit\r");
  await shell.prompted();
  await shell.clear();
  logDemo(aws.world);
  await shell.start("ecsin logs prod/web -c app -n 9");
  await shell.prompted();
  pictures.set(
    "logs.svg",
    stillSvg("Logs of a service with three tasks", COLUMNS, drawScreen(terminal)),
  );
  pictures.set("doctor.svg", await drawDoctor());
  pictures.set("film.svg", await drawFilm());
  return pictures;
}

if (import.meta.main) {
  for (const [name, svg] of await drawPictures()) {
    await Deno.writeTextFile(new URL(name, FOLDER), svg);
    console.log(`docs/pictures/${name}`);
  }
}
