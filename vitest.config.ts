import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  // Workspace imports resolve to source, so one test file runs without a build.
  resolve: { conditions: ['@breakwater/source'] },
  ssr: { resolve: { conditions: ['@breakwater/source'], externalConditions: ['@breakwater/source'] } },
  test: { include: ['{packages,apps,tests}/**/*.test.ts'] },
});

export default config;
