/** Where whoever looks for the dashboard and does not find it will look next. */
export function warnOnConsole(text: string): void {
  console.warn(`@breakwater/dashboard: ${text}`);
}
