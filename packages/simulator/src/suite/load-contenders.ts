import type { Contender } from '../contenders/contender.ts';

/**
 * Loads a module that exports `contenders`.
 *
 * @param module - its URL.
 * @throws TypeError when it exports anything else by that name.
 */
export async function loadContenders(module: string): Promise<readonly Contender[]> {
  const { contenders } = (await import(module)) as { readonly contenders?: unknown };
  if (Array.isArray(contenders) && contenders.every(isContender)) return contenders;
  throw new TypeError(`${module}: allowed: an export \`contenders\`, a list of { name, isForgetful, start }`);
}

function isContender(value: unknown): value is Contender {
  const { name, isForgetful, start } = (value ?? {}) as Partial<Record<keyof Contender, unknown>>;
  return typeof name === 'string' && typeof isForgetful === 'boolean' && typeof start === 'function';
}
