import { validateHeaderName, validateHeaderValue } from 'node:http';

/** One thing wrong with a scenario: where, what was found, and what is allowed there. */
export interface Problem {
  /** For example `rules[0].fault.status`. Empty for the scenario itself. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
}

/** Looks at one value and adds what is wrong with it, and with anything inside it, to `problems`. */
export type Check = (value: unknown, path: string, problems: Problem[]) => void;

/** How a value is quoted in a problem: JSON, cut at 60 characters. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function expecting(allowed: string, holds: (value: unknown) => boolean): Check {
  return (value, path, problems) => {
    if (!holds(value)) problems.push({ path, found: quote(value), allowed });
  };
}

export const anything: Check = () => {};
export const text: Check = expecting('a string', (value) => typeof value === 'string');
export const flag: Check = expecting('true or false', (value) => typeof value === 'boolean');
export const textOrNumber: Check = expecting(
  'a string or a number',
  (value) => typeof value === 'string' || Number.isFinite(value),
);

export function number(minimum: number, maximum: number): Check {
  return expecting(
    `a number from ${minimum} to ${maximum}`,
    (value) => typeof value === 'number' && value >= minimum && value <= maximum,
  );
}

export function integer(minimum: number, maximum: number): Check {
  return expecting(
    maximum === Number.MAX_SAFE_INTEGER
      ? `an integer of ${minimum} or more`
      : `an integer from ${minimum} to ${maximum}`,
    (value) => Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
  );
}

/** A length of time in milliseconds. The upper end is the longest timer the runtime keeps. */
export const milliseconds: Check = number(0, 2 ** 31 - 1);

export function oneOf(...allowed: readonly string[]): Check {
  return expecting(`one of ${allowed.map(quote).join(', ')}`, (value) => allowed.includes(value as string));
}

/** Headers by name, as HTTP allows them: a line break in one would otherwise surface only when it is sent. */
export const httpHeaders: Check = (value, path, problems) => {
  if (!isRecord(value)) {
    problems.push({ path, found: quote(value), allowed: 'an object' });
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (!isHeader(name, item))
      problems.push({
        path: at(path, name),
        found: quote(item),
        allowed: 'a header: a name of letters, digits and dashes with a text of one line',
      });
  }
};

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === 'string';
  } catch {
    return false;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(check: Check): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) problems.push({ path, found: quote(value), allowed: 'a list' });
    else value.forEach((item, index) => check(item, `${path}[${index}]`, problems));
  };
}

export function recordOf(check: Check): Check {
  return (value, path, problems) => {
    if (!isRecord(value)) problems.push({ path, found: quote(value), allowed: 'an object' });
    else for (const [key, item] of Object.entries(value)) check(item, at(path, key), problems);
  };
}

/** An object with these keys and no others. Every key may be left out, except the `required` ones. */
export function shape(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  const known = Object.keys(fields);
  return (value, path, problems) => {
    if (!isRecord(value)) {
      problems.push({ path, found: quote(value), allowed: `an object with ${known.join(', ')}` });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!check)
        problems.push({
          path: at(path, key),
          found: quote(item),
          allowed: `nothing here; the keys are ${known.join(', ')}`,
        });
      else if (item !== undefined) check(item, at(path, key), problems);
    }
    for (const key of required) {
      if (value[key] === undefined) problems.push({ path: at(path, key), found: 'nothing', allowed: 'a value' });
    }
  };
}

function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
