import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const directory: string = join(import.meta.dirname, '..');
const readme: string = readFileSync(join(directory, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code as string);
const [program = '', ...snippets] = blocks('ts');

async function run(code: string): Promise<string> {
  const args = ['--conditions=@breakwater/source', '--input-type=module-typescript', '--eval', code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: directory, timeout: 20_000 });
  expect(stderr).toBe('');
  return stdout;
}

describe('the README', () => {
  it('shows a program that prints what it says', { timeout: 30_000 }, async () => {
    expect(await run(program)).toBe(blocks('text')[0]);
  });

  it(
    'shows snippets that run in that program, one after the other, and print what they say',
    { timeout: 30_000 },
    async () => {
      const printed = await run(program.replace('await chaos.close();', `${snippets.join('')}$&`));
      const said = [...snippets.join('').matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text as string);
      expect(said).toHaveLength(5);
      for (const text of said) expect(printed).toContain(text.replaceAll("'", ''));
      expect(printed).toMatch(/^\d+ bytes$/m);
    },
  );
});
