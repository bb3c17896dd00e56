import { readmeOf } from '@breakwater/tests-kit/readme';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const readme = readmeOf(join(import.meta.dirname, '..'));

describe('the README', () => {
  it('shows a program that prints what it says', async () => {
    const [program = ''] = readme.blocks('ts');
    expect(await readme.run(program)).toBe(readme.blocks('text')[0]);
  });
});
