// `deno task rooms`: docs/pictures/rooms.svg, the rooms of the house and the arrows between them, from the
// imports as Deno reads them. Who is imported stands below; a dashed arrow is followed only when the
// program gets there.
import { LIGHT_STYLE } from "./light.ts";
import { type Import, readImports } from "../tests/house/graph.ts";

const FILE = new URL("../docs/pictures/rooms.svg", import.meta.url);
/** Imported by everybody; their arrows would hide the others. */
const ANYWHERE = [
  "environment.ts",
  "error.ts",
  "error_text.ts",
  "home_path.ts",
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
/** Lanes on each side of a gap's middle, and how far they are apart. */
const LANES = 4;
const LANE = 3;

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
  const lanes = lanesOf(layers, places, arrows);
  const bottom = height - EDGE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>The rooms of ecsin and what each imports</title>",
    LIGHT_STYLE,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" ' +
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="#8b949e"/></marker></defs>',
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#484f58"/>`,
    '<g font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="#e6edf3" ' +
    'text-anchor="middle">',
    ...arrows.map((arrow) => arrowMarkup(arrow, arrows, places, lanes)),
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

/** Arrow → where it passes each row of boxes between its ends: x, and the upper edge of the row. */
type Lanes = ReadonlyMap<Arrow, readonly Place[]>;

/** Between two boxes of a row, or beside its outermost ones; arrows in the same gap lie side by side. */
function lanesOf(
  layers: readonly (readonly Room[])[],
  places: ReadonlyMap<string, Place>,
  arrows: readonly Arrow[],
): Lanes {
  const rowOf = (name: string) => layers.findIndex((row) => row.some((room) => room.name === name));
  const taken = new Map<string, number>();
  return new Map(arrows.map((arrow) => {
    const [first, last] = [rowOf(arrow.from), rowOf(arrow.to)];
    const end = (places.get(arrow.to)?.x ?? 0) + BOX.width / 2;
    let x = (places.get(arrow.from)?.x ?? 0) + BOX.width / 2;
    const passed = layers.slice(first + 1, last).map((row, at) => {
      const boxes = row.map(({ name }) => places.get(name)?.x ?? 0);
      const outermost = (boxes.at(-1) ?? 0) + BOX.width + GAP.x / 2;
      const gaps = [...boxes.map((each) => each - GAP.x / 2), outermost];
      const wish = x + (end - x) / (last - first - at);
      const gap = gaps.reduce((a, b) => Math.abs(b - wish) < Math.abs(a - wish) ? b : a);
      const y = places.get(row[0]?.name ?? "")?.y ?? 0;
      const beside = taken.get(`${gap} ${y}`) ?? 0;
      taken.set(`${gap} ${y}`, beside + 1);
      // 0, 1, -1, 2, -2 …: none of a gap's first lanes is on a box.
      const step = beside % 2 === 0 ? -beside / 2 : (beside + 1) / 2;
      x = gap + Math.max(-LANES, Math.min(LANES, step)) * LANE;
      return { x, y };
    });
    return [arrow, passed];
  }));
}

/** From the lower edge of one box to the upper edge of another, through the gaps between. */
function arrowMarkup(
  arrow: Arrow,
  arrows: readonly Arrow[],
  places: ReadonlyMap<string, Place>,
  lanes: Lanes,
): string {
  const { from, to, lazy } = arrow;
  const spread = (name: string, side: "from" | "to", other: "from" | "to") => {
    const beside = arrows.filter((each) => each[side] === name)
      .sort((a, b) => (places.get(a[other])?.x ?? 0) - (places.get(b[other])?.x ?? 0));
    const at = beside.findIndex((each) => each.from === from && each.to === to);
    return (places.get(name)?.x ?? 0) + BOX.width * (at + 1) / (beside.length + 1);
  };
  const start = { x: spread(from, "from", "to"), y: (places.get(from)?.y ?? 0) + BOX.height };
  const end = { x: spread(to, "to", "from"), y: (places.get(to)?.y ?? 0) - 2 };
  let at = start;
  let path = `M${textOf(start)}`;
  for (const lane of [...lanes.get(arrow) ?? [], end]) {
    const bend = (lane.y - at.y) / 2;
    path += `C${textOf({ x: at.x, y: at.y + bend })} ${textOf({ x: lane.x, y: lane.y - bend })} ${
      textOf(lane)
    }`;
    if (lane === end) break;
    at = { x: lane.x, y: lane.y + BOX.height };
    path += `L${textOf(at)}`;
  }
  return `<path d="${path}" fill="none" stroke="#8b949e"` +
    `${lazy ? ' stroke-dasharray="5 4"' : ""} marker-end="url(#tip)"/>`;
}

function textOf({ x, y }: Place): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

if (import.meta.main) {
  await Deno.writeTextFile(FILE, await roomsSvg());
  console.log("docs/pictures/rooms.svg");
}
