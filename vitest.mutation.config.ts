import type { ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** The tests that a mutant has to face: those of its own folder, which `scripts/mutation.ts` names. */
const config: ViteUserConfig = {
  ...shared,
  test: { include: [`packages/core/src/${process.env['MUTATED'] ?? '*'}/**/*.test.ts`] },
};

export default config;
