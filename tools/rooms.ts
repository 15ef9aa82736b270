// `deno task rooms`: docs/pictures/rooms.svg, the rooms of the house and the arrows between them, from the
// imports as Deno reads them. Who is imported stands below; a dashed arrow is followed only when the
// program gets there.
import { type Import, readImports } from "../tests/house/graph.ts";

const FILE = new URL("../docs/pictures/rooms.svg", import.meta.url);
/** Imported by everybody; their arrows would hide the others. */
const ANYWHERE = [
  "environment.ts",
  "error.ts",
  "error_text.ts",
  "window.ts",
  "wrapped.ts",
  "near.ts",
  "pasteable.ts",
  "paths.ts",
  "printable.ts",
  "trace.ts",
];
const BOX = { width: 176, height: 62 };
const GAP = { x: 26, y: 74 };
const EDGE = 24;

interface Room {
  readonly name: string;
  readonly files: number;
  readonly libraries: readonly string[];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly lazy: boolean;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The picture. */
export async function roomsSvg(): Promise<string> {
  const imports = (await readImports()).filter(({ types }) => !types);
  const rooms = roomsOf(imports);
  const arrows = arrowsOf(imports);
  const layers = layersOf(rooms, arrows);
  const most = Math.max(...layers.map((layer) => layer.length));
  const width = 2 * EDGE + most * BOX.width + (most - 1) * GAP.x;
  const height = 2 * EDGE + layers.length * (BOX.height + GAP.y);
  const places = placesOf(layers, width);
  const bottom = height - EDGE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>The rooms of ecsin and what each imports</title>",
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" ' +
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="#8b949e"/></marker></defs>',
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#484f58"/>`,
    '<g font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="#e6edf3" ' +
    'text-anchor="middle">',
    ...arrows.map((arrow) => arrowMarkup(arrow, arrows, places)),
    ...layers.flat().map((room) => roomMarkup(room, places)),
    `<text x="${width / 2}" y="${bottom - 18}" fill="#8b949e">imported by any room: ${
      ANYWHERE.join(", ")
    }</text>`,
    `<text x="${
      width / 2
    }" y="${bottom}" fill="#8b949e">dashed: loaded when the program gets there ` +
    "· types are not drawn</text>",
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** `src/place/age.ts` → `place`; files of no folder stand for themselves. */
function roomOf(path: string): string {
  return /^src\/([^/]+)/.exec(path)?.[1] ?? path;
}

function roomsOf(imports: readonly Import[]): readonly Room[] {
  const inside = new Set(
    imports.flatMap(({ from, to }) => [from, ...(isInside(to) ? [to] : [])]),
  );
  const names = [...new Set([...inside].map(roomOf))].filter((name) => !ANYWHERE.includes(name));
  return names.sort().map((name) => ({
    name,
    files: [...inside].filter((path) => roomOf(path) === name).length,
    libraries: [
      ...new Set(
        imports.filter(({ from, to }) => roomOf(from) === name && isLibrary(to))
          .map(({ to }) => to.replace(/^(@aws-sdk|@smithy)\/.*/, "$1")),
      ),
    ].sort(),
  }));
}

function isInside(path: string): boolean {
  return path.startsWith("src/") || path === "main.ts";
}

function isLibrary(path: string): boolean {
  return !isInside(path) && !path.startsWith("node:") && !path.endsWith(".json");
}

function arrowsOf(imports: readonly Import[]): readonly Arrow[] {
  const found = new Map<string, Arrow>();
  for (const each of imports) {
    if (!isInside(each.to)) continue;
    const [from, to] = [roomOf(each.from), roomOf(each.to)];
    if (from === to || ANYWHERE.includes(from) || ANYWHERE.includes(to)) continue;
    const known = found.get(`${from} ${to}`);
    found.set(`${from} ${to}`, { from, to, lazy: each.lazy && known?.lazy !== false });
  }
  return [...found].sort(([a], [b]) => a < b ? -1 : 1).map(([, arrow]) => arrow);
}

/** Each room one layer below the lowest that imports it. */
function layersOf(rooms: readonly Room[], arrows: readonly Arrow[]): readonly (readonly Room[])[] {
  const depths = new Map(rooms.map(({ name }) => [name, 0]));
  // As often as there are rooms is enough, and a circle would end too.
  for (const _ of rooms) {
    for (const { from, to } of arrows) {
      depths.set(to, Math.max(depths.get(to) ?? 0, (depths.get(from) ?? 0) + 1));
    }
  }
  const levels = [...new Set(depths.values())].sort((a, b) => a - b);
  return levels.map((level) => rooms.filter(({ name }) => depths.get(name) === level));
}

function placesOf(layers: readonly (readonly Room[])[], width: number): ReadonlyMap<string, Place> {
  return new Map(layers.flatMap((layer, row) => {
    const taken = layer.length * BOX.width + (layer.length - 1) * GAP.x;
    return layer.map(({ name }, at): [string, Place] => [name, {
      x: (width - taken) / 2 + at * (BOX.width + GAP.x),
      y: EDGE + row * (BOX.height + GAP.y),
    }]);
  }));
}

function roomMarkup({ name, files, libraries }: Room, places: ReadonlyMap<string, Place>): string {
  const { x, y } = places.get(name) ?? { x: 0, y: 0 };
  const middle = x + BOX.width / 2;
  const count = name.endsWith(".ts") ? "" : `${files} files`;
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="#21262d" ` +
    'stroke="#76e3ea"/>',
    `<text x="${middle}" y="${y + 20}" font-weight="bold">${name}</text>`,
    `<text x="${middle}" y="${y + 37}" font-size="11" fill="#8b949e">${count}</text>`,
    `<text x="${middle}" y="${y + 53}" font-size="11" fill="#e3b341">${
      libraries.join(", ")
    }</text>`,
  ].join("\n");
}

/** From the lower edge of one box to the upper edge of another, side by side where there are more. */
function arrowMarkup(
  { from, to, lazy }: Arrow,
  arrows: readonly Arrow[],
  places: ReadonlyMap<string, Place>,
): string {
  const spread = (name: string, side: "from" | "to", other: "from" | "to") => {
    const beside = arrows.filter((each) => each[side] === name)
      .sort((a, b) => (places.get(a[other])?.x ?? 0) - (places.get(b[other])?.x ?? 0));
    const at = beside.findIndex((each) => each.from === from && each.to === to);
    return (places.get(name)?.x ?? 0) + BOX.width * (at + 1) / (beside.length + 1);
  };
  const [x1, x2] = [spread(from, "from", "to"), spread(to, "to", "from")];
  const [y1, y2] = [(places.get(from)?.y ?? 0) + BOX.height, places.get(to)?.y ?? 0];
  const bend = (y2 - y1) / 2;
  const points = [x1, y1, x1, y1 + bend, x2, y2 - bend, x2, y2 - 2].map((each) => each.toFixed(1));
  const [a, b, c, d, e, f, g, h] = points;
  return `<path d="M${a} ${b}C${c} ${d} ${e} ${f} ${g} ${h}" fill="none" stroke="#8b949e"` +
    `${lazy ? ' stroke-dasharray="5 4"' : ""} marker-end="url(#tip)"/>`;
}

if (import.meta.main) {
  await Deno.writeTextFile(FILE, await roomsSvg());
  console.log("docs/pictures/rooms.svg");
}
