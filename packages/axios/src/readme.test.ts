import { readmeOf } from '@breakwater/tests-kit/readme';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const readme = readmeOf(join(import.meta.dirname, '..'));
const [program = '', ...snippets] = readme.blocks('ts');

describe('the README', () => {
  it('shows a program that prints what it says', async () => {
    expect(await readme.run(program)).toBe(readme.blocks('text')[0]);
  });

  it.each(snippets)('shows a snippet that runs in that program: %#', async (snippet) => {
    const code = program.replace('await chaos.close();', `${snippet}$&`);
    expect(await readme.run(code)).toContain('answered with 200');
  });
});
