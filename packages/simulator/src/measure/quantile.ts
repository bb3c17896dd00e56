/**
 * The value at this place of a list in order, without putting all of it in order: Hoare's selection.
 *
 * @param values - rearranged: what is smaller comes to stand before the place, what is larger behind it.
 * @param share - of the values that are smaller, from 0 to 1.
 * @returns 0 for an empty list.
 */
export function quantile(values: Float64Array, share: number): number {
  const place = Math.min(values.length - 1, Math.floor(values.length * share));
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = values[(first + last) >> 1]!;
    let low = first;
    let high = last;
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const value = values[low]!;
      values[low++] = values[high]!;
      values[high--] = value;
    }
    if (place <= high) last = high;
    else if (place >= low) first = low;
    else break;
  }
  return values[place] ?? 0;
}
