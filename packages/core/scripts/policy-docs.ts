import { readFileSync } from 'node:fs';

/** What the docstring of one key says. */
export interface KeyDoc {
  readonly text: string;
  /** What stands after `@defaultValue`, as written. */
  readonly byDefault: string | undefined;
}

const SOURCE = new URL('../src/policy/policy.ts', import.meta.url);

const TOKEN =
  /\/\*\*(?<doc>[\s\S]*?)\*\/|interface (?<interface>\w+)[^{]*\{|type (?<alias>\w+) =|readonly type: '(?<variant>[\w-]+)'|readonly (?<key>[\w$]+)\??:\s*(?<opens>\{)?|(?<brace>[{}])/g;

/**
 * The docstrings of the user's types, by where they stand: `RetryPolicy`, `RetryPolicy.max`,
 * `ClassifyRule.when.status`, `AlertRule.spike.factor`. They are the one place where a key is explained; the JSON
 * Schema and the option table repeat them, and the bundle has none of them.
 */
export function readPolicyDocs(source: string = readFileSync(SOURCE, 'utf8')): ReadonlyMap<string, KeyDoc> {
  const docs = new Map<string, KeyDoc>();
  const containers: string[] = [];
  let alias = '';
  let pending = '';
  const settle = (name: string): void => {
    if (pending) docs.set(name, parseDoc(pending));
    pending = '';
  };
  for (const { groups = {} } of source.matchAll(TOKEN)) {
    const { doc, interface: name, alias: type, variant, key, opens, brace } = groups;
    const container = containers.at(-1) ?? '';
    if (doc !== undefined) pending = doc;
    else if (name) containers.push(name);
    else if (type) alias = type;
    else if (variant) containers[containers.length - 1] = `${alias}.${variant}`;
    else if (opens) containers.push(`${container}.${key}`);
    else if (brace === '{') containers.push(alias);
    else if (brace === '}') containers.pop();
    if (name ?? type) settle(name ?? (type as string));
    else if (variant) settle(`${alias}.${variant}`);
    else if (key) settle(`${container}.${key}`);
  }
  return docs;
}

function parseDoc(comment: string): KeyDoc {
  const text = comment.replaceAll(/^\s*\* ?/gm, '').replaceAll(/\s+/g, ' ');
  const [description = '', byDefault] = text.split('@defaultValue');
  return { text: description.trim(), byDefault: byDefault?.trim() };
}
