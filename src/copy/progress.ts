// How far a copy is, as one line; and what became of it, as another. Pure: state in, text out.
import { DIGEST_NAMES } from "./digest.ts";
import type { Tally } from "./entry.ts";

/** What is known of a copy under way. */
export interface Progress {
  readonly bytes: number;
  /** 0 where it is not known. */
  readonly total: number;
  readonly elapsedMs: number;
}

/** A rate is not told before there is something to tell it from. */
const RATE_AFTER_MS = 1_500;

/** `ecsin: 12.4 MB of 40.0 MB, 0.8 MB/s, 35 s left`, as much of it as fits into `width` cells. */
export function progressLine({ bytes, total, elapsedMs }: Progress, width: number): string {
  const known = total > 0 && bytes <= total;
  const parts = [`ecsin: ${sizeText(bytes)}${known ? ` of ${sizeText(total)}` : ""}`];
  if (elapsedMs >= RATE_AFTER_MS && bytes > 0) {
    const perSecond = bytes / (elapsedMs / 1000);
    parts.push(`${sizeText(perSecond)}/s`);
    if (known) parts.push(`${timeText((total - bytes) / perSecond)} left`);
  }
  while (parts.length > 1 && parts.join(", ").length > width) parts.pop();
  return parts.join(", ").slice(0, Math.max(0, width));
}

/** `sent 3 files, 12.4 MB in 9 s, verified by sha256, owned by root`. */
export function lastLine(tally: Tally, verb: "sent" | "received" | "copied", ms: number): string {
  const { files, bytes, kept, failed, digest, owner } = tally;
  const parts = [
    `${verb} ${filesText(files)}`,
    `${sizeText(bytes)} in ${timeText(ms / 1000)}`,
  ];
  if (kept > 0) parts.push(`${kept} left as ${kept === 1 ? "it was" : "they were"}`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (files > 0 && digest !== undefined) parts.push(`verified by ${DIGEST_NAMES[digest]}`);
  if (files > 0 && owner !== undefined) parts.push(`owned by ${owner}`);
  return parts.join(", ");
}

/** `1 file`, `3 files`. */
export function filesText(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}

/** `12.4 MB`: thousands, as disks and networks are told. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [Math.max(0, bytes), 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function timeText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}
