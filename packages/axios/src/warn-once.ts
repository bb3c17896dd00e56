const said = new Set<string>();

/** Says something once in the life of the process, however many instances it is true of. */
export function warnOnce(text: string, warn: (text: string) => void = (words) => console.warn(words)): void {
  if (said.has(text)) return;
  said.add(text);
  warn(`@breakwater/axios: ${text}`);
}
