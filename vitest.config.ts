import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workspace imports resolve to source, so one test file runs without a build.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: { include: ['{packages,apps,tests}/**/*.test.ts'] },
});
