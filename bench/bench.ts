// `deno task bench`: what a person waits for, each beside its floor or a peer, in one run. Figures
// depend on the machine: compare the ratios. `--json` prints rows for machines, `--markdown` those of
// docs/performance.md. `--peers` installs awscli from PyPI into .cache/bench and measures it, and the
// peers that are on PATH. `--binary PATH` measures the start of a compiled ecsin beside the bundle.
// Names of parts (startup, request, list, choose, keys, login, logs, session, copy, forward, operate)
// measure those alone.
import { chooseRows } from "./choose.ts";
import { forwardRows } from "./forward.ts";
import { keyRows } from "./keys.ts";
import { listRows } from "./list.ts";
import { logRows } from "./logs.ts";
import { loginRows } from "./login.ts";
import { copyRows } from "./copy.ts";
import { findPrograms } from "./program.ts";
import { operateRows } from "./operate.ts";
import { requestRows } from "./request.ts";
import { markdownOf, type Row, tableOf } from "./row.ts";
import { sessionRows } from "./session.ts";
import { startupRows } from "./startup.ts";

const json = Deno.args.includes("--json");
const markdown = Deno.args.includes("--markdown");
const withPeers = Deno.args.includes("--peers");
const binary = Deno.args.includes("--binary")
  ? Deno.args[Deno.args.indexOf("--binary") + 1]
  : undefined;
const asked = Deno.args.filter((each) =>
  !["--json", "--markdown", "--peers", "--binary", binary].includes(each)
);
const programs = await findPrograms(withPeers, binary);
if (withPeers && programs.awscliPython === undefined) {
  console.error("awscli cannot be had here: left out");
}

const PARTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  startup: () => startupRows(programs),
  request: () => requestRows(programs),
  list: () => listRows(programs),
  choose: () => chooseRows(programs),
  keys: () => keyRows(),
  login: () => loginRows(programs),
  logs: () => logRows(programs),
  session: () => sessionRows(programs),
  copy: () => copyRows(programs),
  forward: () => forwardRows(programs),
  operate: () => operateRows(programs),
};
const unknown = asked.filter((each) => !Object.hasOwn(PARTS, each));
if (unknown.length > 0) {
  console.error(`bench: error: there is no part ${unknown.join(", ")}`);
  console.error(`  next: deno task bench ${Object.keys(PARTS).join(" ")}`);
  Deno.exit(2);
}
const all: Row[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const rows = await measure();
  all.push(...rows);
  if (!json && !markdown) console.log(tableOf(rows));
}
if (json) console.log(JSON.stringify(all, null, 2));
if (markdown) console.log(markdownOf(all));
