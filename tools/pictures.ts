// `deno task pictures`: README's pictures, made from a real run: ecsin against the demo's world in a
// pseudo-terminal, what a terminal emulator shows of it, drawn as SVG. Readable on light and dark.
import { demoWorld } from "../tests/fake_aws/demo_world.ts";
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { openShellWithEcsin } from "../tests/stories/ecsin.ts";
import { Home } from "../tests/stories/home.ts";
import type { Cell, Terminal } from "../tests/stories/terminal.ts";

const FOLDER = new URL("../docs/pictures/", import.meta.url);
const COLUMNS = 92;
const CELL = { width: 8.4, height: 18 };
const EDGE = 14;
const COLORS: Readonly<Record<number, string>> = {
  1: "#ff7b72",
  2: "#7ee787",
  3: "#e3b341",
  6: "#76e3ea",
};

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
  await shell.line("clear");
  await shell.start("ecsin");
  await terminal.waitFor(/open>.*3\/3$/m);
  await terminal.type("prod cluster\r");
  await terminal.waitFor(/service>.*6\/6$/m);
  await terminal.type("b");
  await terminal.waitFor(/service> b .*[0-9]\/6$/m);
  // The last line that is drawn.
  await terminal.waitFor(/^definition db-migrate:12 /m);
  pictures.set("picker.svg", svgOf(terminal, "Choosing a service with ecsin"));
  await terminal.type("\x03");
  await shell.prompted();
  await shell.line("clear");
  await shell.start("ecsin prod-web");
  await terminal.waitForOutput(/# $/);
  await terminal.type("echo hello from the container\r");
  await terminal.waitFor(/^hello from the container\nroot@\w+:\/app#/m);
  pictures.set("login.svg", svgOf(terminal, "A shell in a container with ecsin"));
  await terminal.type("exit\r");
  return pictures;
}

function svgOf(terminal: Terminal, title: string): string {
  const lines = terminal.screen();
  const width = Math.ceil(COLUMNS * CELL.width + 2 * EDGE);
  const height = Math.ceil(lines.length * CELL.height + 2 * EDGE);
  const rows = lines.map((line, row) => rowOf(terminal, row, line)).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#484f58"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" ' +
    'fill="#e6edf3" xml:space="preserve">',
    `${rows}</g>`,
    "</svg>",
    "",
  ].join("\n");
}

/** One line: a text for each run of cells that look alike. */
function rowOf(terminal: Terminal, row: number, line: string): string {
  const { length } = line;
  const y = EDGE + row * CELL.height + 13;
  // The stories' shell prompts `outer$`; a person's needs no name.
  const skipped = line.startsWith("outer$ ") ? "outer".length : 0;
  let out = "";
  let column = skipped;
  while (column < length) {
    const first = terminal.cell({ row, column });
    let text = "";
    const from = column;
    while (column < length) {
      const cell = terminal.cell({ row, column });
      if (looks(cell) !== looks(first)) break;
      text += cell.text;
      column++;
    }
    if (text.trim() === "") continue;
    const x = (EDGE + (from - skipped) * CELL.width).toFixed(1);
    out += `<text x="${x}" y="${y}" textLength="${((column - from) * CELL.width).toFixed(1)}"` +
      `${looks(first)}>${escaped(text)}</text>\n`;
  }
  return out;
}

function looks({ bold, dim, color }: Cell): string {
  const fill = color === undefined ? undefined : COLORS[color];
  return (bold ? ' font-weight="bold"' : "") + (dim ? ' opacity="0.6"' : "") +
    (fill === undefined ? "" : ` fill="${fill}"`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

if (import.meta.main) {
  for (const [name, svg] of await drawPictures()) {
    await Deno.writeTextFile(new URL(name, FOLDER), svg);
    console.log(`docs/pictures/${name}`);
  }
}
