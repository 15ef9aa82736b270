// A moment as people write it: how long ago, a time of the day, a date, or seconds of the epoch. What
// names no zone is in the zone of this machine. Pure.

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of the epoch; throws an Error that says how a moment looks. */
export function parseMoment(text: string, now: Date): number {
  const said = text.trim().toLowerCase();
  if (said === "now") return now.getTime();
  const ago = /^((?:\d+(?:\.\d+)?[smhdw]\s*)+)(?:ago)?$/.exec(said)?.[1];
  if (ago !== undefined) {
    const parts = [...ago.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
    return now.getTime() -
      parts.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (UNITS_MS[unit] ?? 0), 0);
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(said);
  if (clock !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((each) => Number(each ?? 0));
    if (hours < 24 && minutes < 60 && seconds < 60) {
      const today = new Date(now);
      today.setHours(hours, minutes, seconds, 0);
      // A time that has not come yet today was meant of yesterday.
      if (today > now) today.setDate(today.getDate() - 1);
      return today.getTime();
    }
  }
  if (said === "today" || said === "yesterday") {
    const day = new Date(now);
    day.setHours(0, 0, 0, 0);
    if (said === "yesterday") day.setDate(day.getDate() - 1);
    return day.getTime();
  }
  const iso =
    /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(z|[+-]\d{2}:?\d{2})?)?$/
      .exec(said);
  if (iso !== null) {
    const [, date, time = "00:00", zone = ""] = iso;
    const colon = zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2").toUpperCase();
    const ms = new Date(`${date}T${time}${colon}`).getTime();
    if (!Number.isNaN(ms)) return ms;
  }
  if (/^\d{10}$/.test(said)) return Number(said) * 1000;
  if (/^\d{13}$/.test(said)) return Number(said);
  throw new Error("a time looks like 10m, 2h30m, 13:10, 2026-11-25 or 2026-11-25T13:10:00Z");
}
