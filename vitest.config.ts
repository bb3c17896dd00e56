import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // Workspace imports resolve to source, so one test file runs without a build.
  resolve: { conditions: ['@breakwater/source'] },
  ssr: { resolve: { conditions: ['@breakwater/source'], externalConditions: ['@breakwater/source'] } },
  test: {
    include: ['{packages,apps,tests}/**/*.test.ts'],
    // Only to end what hangs: no test may fail because the machine is slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});

export default config;
