// How long ago something was, in the two or three characters that a table has room for.

const UNITS = [["d", 86_400], ["h", 3_600], ["m", 60]] as const;

/** `3d`, `5h`, `12m`, `40s`; never negative, as clocks differ. */
export function age(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 1000));
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return `${Math.floor(seconds / length)}${unit}`;
  }
  return `${seconds}s`;
}
