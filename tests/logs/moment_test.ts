// Moments as people write them.
import assert from "node:assert/strict";
import { parseMoment } from "../../src/logs/moment.ts";

const NOW = new Date(2026, 10, 25, 12, 0, 0);
const at = (text: string) => parseMoment(text, NOW);

Deno.test("parseMoment() reads how long ago, times of the day, dates and seconds of the epoch", () => {
  const ago = (ms: number) => NOW.getTime() - ms;
  for (
    const [text, ms] of [
      ["10m", ago(600_000)],
      ["2h30m", ago(9_000_000)],
      ["1d 2h ago", ago(93_600_000)],
      ["1.5h", ago(5_400_000)],
      ["1w", ago(604_800_000)],
      ["now", ago(0)],
      ["11:30", new Date(2026, 10, 25, 11, 30).getTime()],
      ["13:10", new Date(2026, 10, 24, 13, 10).getTime()],
      ["9:05:30", new Date(2026, 10, 25, 9, 5, 30).getTime()],
      ["today", new Date(2026, 10, 25).getTime()],
      ["yesterday", new Date(2026, 10, 24).getTime()],
      ["2026-11-20", new Date(2026, 10, 20).getTime()],
      ["2026-11-20T10:00", new Date(2026, 10, 20, 10).getTime()],
      ["2026-11-20 10:00:01", new Date(2026, 10, 20, 10, 0, 1).getTime()],
      ["2026-11-20T10:00Z", Date.UTC(2026, 10, 20, 10)],
      ["2026-11-20T10:00:00.250+0200", Date.UTC(2026, 10, 20, 8, 0, 0, 250)],
      ["2026-11-20T10:00:00.123456789Z", Date.UTC(2026, 10, 20, 10, 0, 0, 123)],
      ["1795630000", 1_795_630_000_000],
      ["1795630000123", 1_795_630_000_123],
    ] as const
  ) assert.equal(at(text), ms, text);
});

Deno.test("parseMoment() says how a moment looks", () => {
  for (const text of ["", "10", "25:00", "10x", "2026-13-45", "soon", "-5m", "5 m 3"]) {
    assert.throws(() => at(text), /a time looks like 10m, 2h30m, 13:10, 2026-11-25/, text);
  }
});
