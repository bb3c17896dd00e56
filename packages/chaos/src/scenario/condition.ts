import type { IncomingHttpHeaders } from 'node:http';
import type { Condition } from './scenario.ts';

/** What is known about a request when its fate is decided. */
export interface RequestFacts {
  /** The request's place in the server's count, from 1. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly model: string;
  readonly streaming: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A condition made ready, so that no request pays for reading it again. */
export function compileCondition(condition: Condition = {}): (facts: RequestFacts) => boolean {
  const { method, path, model, stream, header = {}, contains } = condition;
  const upperMethod = method?.toUpperCase();
  const matchesPath = compilePattern(path);
  const matchesModel = compilePattern(model);
  const headers = Object.entries(header).map(
    ([name, pattern]) => [name.toLowerCase(), compilePattern(pattern)] as const,
  );
  return (facts) =>
    (upperMethod === undefined || facts.method === upperMethod) &&
    matchesPath(facts.path) &&
    matchesModel(facts.model) &&
    (stream === undefined || facts.streaming === stream) &&
    (contains === undefined || facts.body.includes(contains)) &&
    headers.every(([name, matches]) => facts.headers[name] !== undefined && matches(String(facts.headers[name])));
}

/** A text in which `*` stands for any text, the empty one included. No pattern matches everything. */
export function compilePattern(pattern: string | undefined): (value: string) => boolean {
  if (pattern === undefined) return () => true;
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (value) => value === pattern;
  return (value) => {
    if (value.length < head.length + tail.length || !value.startsWith(head) || !value.endsWith(tail)) return false;
    // Leftmost finds are enough: each piece that fits early leaves the most room for the next.
    let from = head.length;
    const end = value.length - tail.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, from);
      if (found < 0 || found + piece.length > end) return false;
      from = found + piece.length;
    }
    return true;
  };
}
