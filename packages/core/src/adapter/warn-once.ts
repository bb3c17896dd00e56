const said = new Set<string>();

/**
 * Says something about the program's setup, once in the life of the process, however many instances it is true of.
 *
 * @param from - the package that says it, as in `@breakwater/axios`.
 * @param warn - takes the text. @defaultValue console.warn
 */
export function warnOnce(
  from: string,
  text: string,
  warn: (text: string) => void = (words) => console.warn(words),
): void {
  const words = `${from}: ${text}`;
  if (said.has(words)) return;
  said.add(words);
  warn(words);
}
