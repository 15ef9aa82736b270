// The doctor's report of a task that cannot be entered: the part that is about the task.
import { logDemo } from "../tests/fake_aws/demo_logs.ts";
import { demoWorld } from "../tests/fake_aws/demo_world.ts";
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { openShellWithEcsin } from "../tests/stories/ecsin.ts";
import { Home } from "../tests/stories/home.ts";
import { drawScreen, stillSvg } from "./svg.ts";

const COLUMNS = 112;
const ROWS = 64;

/** Draws it. */
export async function drawDoctor(): Promise<string> {
  await using aws = startFakeAws(demoWorld());
  logDemo(aws.world);
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles: {search: {cluster: prod, service: search}}\n",
  );
  await using shell = await openShellWithEcsin({
    home,
    columns: COLUMNS,
    rows: ROWS,
    env: aws.env,
  });
  const { terminal } = shell;
  await shell.clear();
  await shell.start("ecsin doctor search");
  await terminal.waitFor(/^\d+ problem.*\nouter\$ ?$/m);
  const lines = terminal.screen();
  const head = lines.findIndex((line) => line.startsWith("prod / search"));
  const end = lines.findIndex((line) => /^\d+ problem/.test(line));
  const rows = [0, head, ...inOrder(lines, head + 1, end - 1), end - 1, end];
  return stillSvg(
    "What ecsin doctor says of a task",
    COLUMNS,
    drawScreen(terminal, { rows }),
  );
}

/** Rows of whole checks, sorted by their titles: they print as they finish. */
function inOrder(lines: readonly string[], from: number, to: number): readonly number[] {
  const checks: { readonly title: string; readonly rows: number[] }[] = [];
  for (let row = from; row < to; row++) {
    const title = /^(?:ok|warning|PROBLEM|unknown) +(.*)/.exec(lines[row] ?? "")?.[1];
    if (title !== undefined) checks.push({ title, rows: [row] });
    else checks.at(-1)?.rows.push(row);
  }
  return checks.sort((a, b) => a.title < b.title ? -1 : 1).flatMap(({ rows }) => rows);
}
