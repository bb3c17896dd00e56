/** One thing wrong with a scenario: where, what was found, and what is allowed there. */
export interface ScenarioProblem {
  /** For example `incidents[0].from`. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
}

/** Every problem of a scenario at once. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(
      `The scenario has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems
        .map(({ path, found, allowed }) => `  ${path}: found ${found}; allowed: ${allowed}`)
        .join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads one value; what is wrong with it goes to `problems`, and what it returns then is never used. */
export type Read<Value> = (value: unknown, path: string, problems: ScenarioProblem[]) => Value;

/** A key of a section, with what stands for it when it is missing. */
export interface Field<Value> {
  readonly read: Read<Value>;
  readonly byDefault: { readonly value: Value } | undefined;
}

export function needed<Value>(read: Read<Value>): Field<Value> {
  return { read, byDefault: undefined };
}

export function optional<Value>(read: Read<Value>, value: Value): Field<Value> {
  return { read, byDefault: { value } };
}

type Section<Fields> = { readonly [Key in keyof Fields]: Fields[Key] extends Field<infer Value> ? Value : never };

/** An object with these keys and no others. */
export function section<Fields extends Readonly<Record<string, Field<unknown>>>>(
  fields: Fields,
): Read<Section<Fields>> {
  const known = Object.keys(fields);
  return (value, path, problems) => {
    const data: Record<string, unknown> = {};
    if (!isRecord(value)) {
      problems.push({ path: path || 'scenario', found: quote(value), allowed: `an object with ${known.join(', ')}` });
      return data as Section<Fields>;
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      problems.push({ path: join(path, key), found: 'a key that is not known', allowed: `one of ${known.join(', ')}` });
    }
    for (const [key, { read, byDefault }] of Object.entries(fields)) {
      const item = value[key];
      if (item !== undefined) data[key] = read(item, join(path, key), problems);
      else if (byDefault !== undefined) data[key] = byDefault.value;
      else problems.push({ path: join(path, key), found: 'nothing', allowed: 'a value: it is needed' });
    }
    return data as Section<Fields>;
  };
}

export function listOf<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (value, path, problems) => {
    if (Array.isArray(value)) return value.map((item, index) => read(item, `${path}[${index}]`, problems));
    problems.push({ path, found: quote(value), allowed: 'a list' });
    return [];
  };
}

function that<Value>(
  allowed: string,
  holds: (value: unknown) => boolean,
  make: (value: unknown) => Value,
): Read<Value> {
  return (value, path, problems) => {
    if (!holds(value)) problems.push({ path, found: quote(value), allowed });
    return make(value);
  };
}

export const text: Read<string> = that(
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
  String,
);

export function number(least: number, most: number): Read<number> {
  const upTo = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  return that(`a number ${upTo}`, (value) => typeof value === 'number' && value >= least && value <= most, Number);
}

export function integer(least: number, most: number): Read<number> {
  const upTo = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  const fits = (value: number): boolean => Number.isInteger(value) && value >= least && value <= most;
  return that(`an integer ${upTo}`, (value) => typeof value === 'number' && fits(value), Number);
}

export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Read<Choice> {
  return that(
    choices.map(quote).join(' or '),
    (value) => choices.includes(value as Choice),
    (value) => value as Choice,
  );
}

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A length of time or a point in time, in milliseconds. It may be negative only where `signed`. */
export function duration(signed = false): Read<number> {
  const allowed = `a number of milliseconds or a text such as '500ms', '1.5s', '2m'${signed ? ", '-5m'" : ''}`;
  return that(
    allowed,
    (value) => Number.isFinite(millisecondsIn(value)) && (signed || millisecondsIn(value) >= 0),
    millisecondsIn,
  );
}

function millisecondsIn(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const negative = value.startsWith('-');
  const match = DURATION.exec(negative ? value.slice(1) : value);
  if (match === null) return Number.NaN;
  return Number(match[1]) * UNITS[match[2]!]! * (negative ? -1 : 1);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function quote(value: unknown): string {
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
