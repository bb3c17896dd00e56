import type { ViteUserConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** The tests that a mutant has to face: those of its own folder, which `scripts/mutation.ts` names. */
const config: ViteUserConfig = {
  ...shared,
  test: {
    include: [`packages/core/src/${process.env['MUTATED'] ?? '*'}/**/*.test.ts`],
    // It takes longer than all others together, and knows of no verdict which is the right one.
    exclude: ['**/robustness.test.ts'],
  },
};

export default config;
