import { readmeOf } from '@breakwater/tests-kit/readme';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const readme = readmeOf(join(import.meta.dirname, '..'));
const [program = '', ...snippets] = readme.blocks('ts');

describe('the README', () => {
  it('shows a program that prints what it says', async () => {
    expect(await readme.run(program)).toBe(readme.blocks('text')[0]);
  });

  it('shows snippets that run in that program, one after the other, and print what they say', async () => {
    const printed = await readme.run(program.replace('await chaos.close();', `${snippets.join('')}$&`));
    const said = [...snippets.join('').matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text as string);
    expect(said).toHaveLength(5);
    for (const text of said) expect(printed).toContain(text.replaceAll("'", ''));
    expect(printed).toMatch(/^\d+ bytes$/m);
  });
});
