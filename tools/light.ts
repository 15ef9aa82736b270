// The pictures on a light page: their colours are written for a dark ground, and this turns them where
// the reader prefers light. A rule goes over the attribute that it names.

/** Dark → light, of everything that tools/ draws. */
const COLORS: Readonly<Record<string, string>> = {
  "#161b22": "#ffffff",
  "#21262d": "#f6f8fa",
  "#484f58": "#d0d7de",
  "#8b949e": "#59636e",
  "#e6edf3": "#1f2328",
  "#ff7b72": "#cf222e",
  "#7ee787": "#1a7f37",
  "#e3b341": "#9a6700",
  "#76e3ea": "#1b7c83",
};

/** Stands behind a picture's title. */
export const LIGHT_STYLE = [
  "<style>@media (prefers-color-scheme:light){",
  ...Object.entries(COLORS).map(([dark, light]) =>
    `[fill="${dark}"]{fill:${light}}[stroke="${dark}"]{stroke:${light}}`
  ),
  "}</style>",
].join("\n");
