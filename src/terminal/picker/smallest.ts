// The smallest of many numbers in order, without sorting them all: a list of 100,000 rows of which
// fifteen are shown. Hoare's quickselect on a scratch copy.

/**
 * The numbers that would stand at `start` to `end` (exclusive) if all were sorted. `scratch` is at
 * least as long as `numbers`, and is overwritten; the answer is a part of it.
 */
export function sortedPart(
  numbers: Float64Array,
  start: number,
  end: number,
  scratch: Float64Array,
): Float64Array {
  const all = scratch.subarray(0, numbers.length);
  all.set(numbers);
  const [from, to] = [Math.max(0, start), Math.min(end, all.length)];
  if (from >= to) return new Float64Array(0);
  select(all, from, 0, all.length - 1);
  select(all, to - 1, from, all.length - 1);
  return all.subarray(from, to).sort();
}

/** Puts the number that belongs at `place` there, smaller ones before it, larger ones behind. */
function select(all: Float64Array, place: number, left: number, right: number): void {
  while (left < right) {
    const pivot = middleOf(all[left] ?? 0, all[(left + right) >> 1] ?? 0, all[right] ?? 0);
    let low = left;
    let high = right;
    while (low <= high) {
      while ((all[low] ?? 0) < pivot) low++;
      while ((all[high] ?? 0) > pivot) high--;
      if (low > high) break;
      const other = all[low] ?? 0;
      all[low++] = all[high] ?? 0;
      all[high--] = other;
    }
    if (place <= high) right = high;
    else if (place >= low) left = low;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
