import { readmeOf } from '@breakwater/tests-kit/readme';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const readme = readmeOf(join(import.meta.dirname, '..'));

describe('the README', () => {
  it('shows a program that prints what it says', async () => {
    const [program = ''] = readme.blocks('ts');
    expect(await readme.run(program)).toBe(readme.blocks('text')[0]);
  });

  it.each(
    [
      ...readFileSync(join(import.meta.dirname, 'call-metrics.ts'), 'utf8').matchAll(
        /'((?:breakwater|gen_ai\.client)\.[a-z_.]+)'/g,
      ),
    ].map(([, name]) => name as string),
  )('names the metric %s', (name) => {
    expect(readme.text).toContain(`| \`${name}\``);
  });

  it.each(
    [...readFileSync(join(import.meta.dirname, 'state-metrics.ts'), 'utf8').matchAll(/'(breakwater\.[a-z_.]+)'/g)].map(
      ([, name]) => name as string,
    ),
  )('names the metric %s', (name) => {
    expect(readme.text).toContain(`| \`${name}\``);
  });
});
