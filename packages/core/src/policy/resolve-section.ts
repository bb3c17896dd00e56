import { engineKey, engineValue } from './engine-value.ts';
import { isSection, isValue, type SectionField, type ValueField } from './shape.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * A section as the engine reads it: every default filled in, durations in milliseconds, frozen. A default that
 * contradicts what was written gives way: a `base` above the default `cap` raises the cap, a `total` below the
 * default `attempt` lowers that.
 * @param layers - what was written about it, the nearest last: each wins over those before it, key by key.
 */
export function resolveSection({ keys }: SectionField, layers: readonly Data[]): Data {
  const resolved: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(keys)) {
    const written = layers.map((layer) => layer[key]).filter((value) => value !== undefined);
    if (isSection(field)) {
      // An object over a `false` starts from the defaults, not from what the `false` switched off.
      const from = written.lastIndexOf(false) + 1;
      resolved[key] = written.at(-1) !== false && resolveSection(field, written.slice(from) as Data[]);
    } else if (isValue(field)) {
      resolved[engineKey(key, field)] = engineValue(field, written.at(-1) ?? field[1] ?? Infinity);
    }
  }
  for (const [key, field] of Object.entries(keys)) {
    const other = isValue(field) && field[2];
    if (!other) continue;
    const [low, high] = [engineKey(key, field), engineKey(other, keys[other] as ValueField)];
    if ((resolved[low] as number) <= (resolved[high] as number)) continue;
    if (field[1] === undefined && layers.every((layer) => layer[key] === undefined)) continue; // nothing asks for it
    // Infinity is the absence of a limit, and asks for none of the other.
    const fixed = resolved[low] === Infinity || layers.some((layer) => layer[other] !== undefined);
    if (fixed) resolved[low] = resolved[high];
    else resolved[high] = resolved[low];
  }
  return Object.freeze(resolved);
}
