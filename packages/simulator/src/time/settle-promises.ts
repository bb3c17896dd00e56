/**
 * Settles every promise that can settle, however long its chains, and returns. Not from within a promise's own
 * callback, where it does nothing. Undefined on runtimes that have no such thing.
 *
 * It is what Node itself calls between two timers or immediates. It has a name but no documentation, so whoever uses
 * it needs another way to go where it is missing; that way takes three times as long, since each turn of it makes
 * a promise, a callback and a tick.
 */
export const settlePromises: (() => void) | undefined = found();

function found(): (() => void) | undefined {
  const run: unknown = Reflect.get(process, '_tickCallback');
  return typeof run === 'function' ? (run as () => void) : undefined;
}
