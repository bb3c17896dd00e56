import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assembleLeap } from '../../../scripts/leap-assembler.ts';

it('is what leap.wat is assembled to (else run pnpm assemble:leap)', async () => {
  expect(readFileSync(new URL('leap-code.ts', import.meta.url), 'utf8')).toBe(await assembleLeap());
});
