// `deno task waterfall`: the picture of docs/performance.md, where the time of a login goes. Made of
// what `--debug` prints of a real one: the bundle against the fake AWS, 40 ms an API call.
import { LIGHT_STYLE } from "./light.ts";
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { Home } from "../tests/stories/home.ts";
import { openTerminal } from "../tests/stories/terminal.ts";
import { bundle } from "./build.ts";
import { runPermissions } from "./permissions.ts";

const PICTURE = new URL("../docs/pictures/waterfall.svg", import.meta.url);
const LATENCY_MS = 40;
/** Logins before the one that is drawn: code is compiled and cached once. */
const BEFORE = 3;
const ROW = 24;
const LABELS = 170;
const CHART = 560;
const EDGE = 14;

/** A bar of the picture. */
export interface Bar {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isRequest: boolean;
}

/** The bars that `--debug` printed. */
export function barsOf(printed: string): readonly Bar[] {
  return printed.split("\n").flatMap((line) => {
    const [, indent = "", name = "", start, end] =
      /^ecsin: debug: (\s*)(\S.*?) +(\d+) –\s+(\d+) .*[█▒]/.exec(line.trimEnd()) ?? [];
    if (start === undefined) return [];
    return [{ name, startMs: Number(start), endMs: Number(end), isRequest: indent !== "" }];
  });
}

/** Logs in by a profile, as the words of `program` do it; gives the bars. */
export async function traceLogin(program: readonly string[]): Promise<readonly Bar[]> {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
  }));
  aws.faults.latencyMs = LATENCY_MS;
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles: {prod-web: {cluster: prod, service: web, container: app}}\n",
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  const env = { ...aws.env, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1" };
  const argv = [...program, "prod-web", "--debug", "--session", "native"];
  await using terminal = await openTerminal(argv, { home, env, columns: 160, rows: 60 });
  await terminal.waitForOutput(/[$#] $/);
  await terminal.type("exit\r");
  await terminal.exit();
  return barsOf(terminal.output());
}

/** The picture. */
export function svgOf(bars: readonly Bar[]): string {
  const total = Math.max(...bars.map(({ endMs }) => endMs));
  const x = (ms: number) => (LABELS + ms / total * CHART).toFixed(1);
  const width = LABELS + CHART + 60;
  const height = bars.length * ROW + 2 * EDGE + ROW;
  const rows = bars.map(({ name, startMs, endMs, isRequest }, index) => {
    const y = EDGE + index * ROW;
    const wide = Math.max(1, (endMs - startMs) / total * CHART).toFixed(1);
    const fill = isRequest ? "#76e3ea" : "#7ee787";
    const label = isRequest ? EDGE + 14 : EDGE;
    return `<text x="${label}" y="${y + 16}">${name}</text>` +
      `<rect x="${x(startMs)}" y="${y + 4}" width="${wide}" height="${ROW - 8}" fill="${fill}"/>` +
      `<text x="${Number(x(endMs)) + 6}" y="${y + 16}" opacity="0.6">${endMs - startMs}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>Where the time of a login goes, in milliseconds</title>",
    LIGHT_STYLE,
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#484f58"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" ' +
    'fill="#e6edf3">',
    ...rows,
    `<text x="${LABELS}" y="${height - EDGE}" opacity="0.6">milliseconds from the start of the ` +
    `program: ${total} to the prompt, ${LATENCY_MS} an API call</text>`,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir();
  const main = await bundle(`${folder}/bundle`);
  const deno = [Deno.execPath(), "run", "--quiet", "--no-config", "--cached-only"];
  const program = [...deno, ...runPermissions(), main];
  for (let turn = 0; turn < BEFORE; turn++) await traceLogin(program);
  await Deno.writeTextFile(PICTURE, svgOf(await traceLogin(program)));
  await Deno.remove(folder, { recursive: true });
  console.log("docs/pictures/waterfall.svg");
}
