import { expect, it } from 'vitest';
import { warnOnce } from './warn-once.ts';

it('says a text once for each package, whoever listens', () => {
  const said: string[] = [];
  const warn = (text: string): void => void said.push(text);
  for (const from of ['@breakwater/a', '@breakwater/a', '@breakwater/b']) warnOnce(from, 'attempts multiply', warn);
  expect(said).toEqual(['@breakwater/a: attempts multiply', '@breakwater/b: attempts multiply']);
});
