/** Whether `target` is named by `pattern`, in which `*` stands for any text. Linear in both: no regular expression. */
export function matchesTarget(pattern: string, target: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return target === pattern;
  if (!target.startsWith(start) || !target.endsWith(end)) return false;
  let at = start.length;
  for (const part of rest) {
    // The earliest place leaves the most room for the parts that follow.
    const found = target.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= target.length - end.length;
}
