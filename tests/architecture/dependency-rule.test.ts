import { describe, expect, it } from 'vitest';
import { lintFixtures } from './lint-fixtures.ts';

const restricted = 'eslint(no-restricted-imports)';
const cycle = 'import(no-cycle)';

/** Each breaks the dependency rule in one way: what it is, where it stands, what it imports. */
const forbidden: readonly (readonly [title: string, path: string, imported: string])[] = [
  ['core imports a library', 'packages/core/src/detect/library.ts', 'axios'],
  ['core imports a Node builtin', 'packages/core/src/clock-node.ts', 'node:timers'],
  ['core imports an adapter', 'packages/core/src/handle/adapter.ts', '@breakwater/axios'],
  ['the door imports a library', 'packages/core/src/breakwater.ts', 'p-retry'],
  ['core/testing imports a test runner', 'packages/core/src/testing/runner.ts', 'vitest'],
  ['the ground floor uses classify', 'packages/core/src/policy/upward.ts', '../classify/classify.ts'],
  ['the store uses handle', 'packages/core/src/store/upward.ts', '../handle/gate/gate.ts'],
  ['the clock uses detect', 'packages/core/src/clock-detect.ts', './detect/detect.ts'],
  ['detect uses classify', 'packages/core/src/detect/upward.ts', '../classify/reference.ts'],
  ['detect, from a room inside it, uses report', 'packages/core/src/detect/stream/upward.ts', '../../report/events.ts'],
  ['classify uses report', 'packages/core/src/classify/upward.ts', '../report/events.ts'],
  ['report uses handle', 'packages/core/src/report/upward.ts', '../handle/run.ts'],
  ['handle uses recover', 'packages/core/src/handle/retry/upward.ts', '../../recover/fallback.ts'],
  ['recover uses the door', 'packages/core/src/recover/upward.ts', '../breakwater.ts'],
  ['a floor uses the adapter kit', 'packages/core/src/handle/kit.ts', '../adapter/target.ts'],
  ['the adapter kit uses the door', 'packages/core/src/adapter/upward.ts', '../breakwater.ts'],
  ['a floor uses the sinks', 'packages/core/src/handle/sink.ts', '../sinks/logger-sink.ts'],
  ['a sink goes through the barrel', 'packages/core/src/sinks/barrel.ts', '../index.ts'],
  ['a floor goes through the barrel', 'packages/core/src/handle/barrel.ts', '../index.ts'],
  ['an adapter imports another adapter', 'packages/axios/src/other-adapter.ts', '@breakwater/openai'],
  ['an adapter imports a second library', 'packages/axios/src/second-library.ts', 'axios-retry'],
  ['an adapter imports a Node builtin', 'packages/axios/src/builtin.ts', 'node:http'],
  ['an adapter imports core by its inner path', 'packages/axios/src/deep.ts', '@breakwater/core/src/clock.ts'],
  ['an adapter imports core by relative path', 'packages/axios/src/path.ts', '../../core/src/index.ts'],
  ['an adapter unknown to lint imports a library', 'packages/unheard-of/src/index.ts', 'express'],
  ['an adapter imports the kit of the tests', 'packages/axios/src/kit-of-tests.ts', '@breakwater/tests-kit/upstream'],
  ['an adapter imports an app', 'packages/axios/src/app.ts', '@breakwater/demo'],
  ['the telemetry imports an SDK', 'packages/opentelemetry/src/sdk.ts', '@opentelemetry/sdk-metrics'],
  ['chaos imports core', 'packages/chaos/src/core.ts', '@breakwater/core'],
  ['a test of an adapter imports another adapter', 'packages/axios/src/other.test.ts', '@breakwater/openai'],
  ['a test imports a package by path', 'packages/axios/src/path.test.ts', '../../core/src/index.ts'],
  ['an app imports a package by path', 'apps/demo/src/path.ts', '../../../packages/core/src/index.ts'],
  ['an app imports another app by path', 'apps/demo/src/app.ts', '../../bench/src/main.ts'],
  ['an app imports a package by its inner path', 'apps/demo/src/deep.ts', '@breakwater/core/src/clock.ts'],
];

/** Each keeps the rule, so that the rule is known to forbid no more than it should. */
const allowed: readonly (readonly [title: string, path: string, imported: string])[] = [
  ['the ground floor uses itself', 'packages/core/src/policy/ground.ts', '../clock.ts'],
  ['the ground floor uses the shared vocabulary', 'packages/core/src/errors.ts', './classify/reference.ts'],
  ['detect uses the ground floor', 'packages/core/src/detect/down.ts', '../policy/policy.ts'],
  ['classify uses detect', 'packages/core/src/classify/rules/down.ts', '../../detect/failure.ts'],
  ['report uses classify', 'packages/core/src/report/down.ts', '../classify/classification.ts'],
  ['handle uses report', 'packages/core/src/handle/gate/down.ts', '../../report/events.ts'],
  ['recover uses handle', 'packages/core/src/recover/down.ts', '../handle/run.ts'],
  ['a sink uses the door', 'packages/core/src/sinks/down.ts', '../breakwater.ts'],
  ['the barrel uses the door', 'packages/core/src/index.ts', './breakwater.ts'],
  ['a test of core uses vitest', 'packages/core/src/handle/run.test.ts', 'vitest'],
  ['an adapter uses core', 'packages/axios/src/core.ts', '@breakwater/core'],
  ['an adapter uses the adapter kit', 'packages/axios/src/kit.ts', '@breakwater/core/adapter'],
  ['an adapter unknown to lint uses it, too', 'packages/unheard-of/src/kit.ts', '@breakwater/core/adapter'],
  ['the adapter kit uses handle', 'packages/core/src/adapter/down.ts', '../handle/run-options.ts'],
  ['an adapter uses its library', 'packages/axios/src/library.ts', 'axios'],
  ['a test of an adapter uses chaos', 'packages/axios/src/chaos.test.ts', '@breakwater/chaos'],
  [
    'a test of an adapter uses the kit of the tests',
    'packages/axios/src/kit.test.ts',
    '@breakwater/tests-kit/upstream',
  ],
  ['the telemetry uses the API', 'packages/opentelemetry/src/api.ts', '@opentelemetry/api'],
  ['chaos uses a Node builtin', 'packages/chaos/src/server.ts', 'node:http'],
  ['an app uses a package by name', 'apps/demo/src/name.ts', '@breakwater/axios'],
];

const importing = (specifier: string): string => `export { thing } from '${specifier}';`;

describe('lint', () => {
  const broken = lintFixtures({
    ...Object.fromEntries([...forbidden, ...allowed].map(([, path, imported]) => [path, importing(imported)])),
    'packages/core/src/handle/dynamic.ts': "export const thing: unknown = await import('axios');",
    'packages/core/src/handle/type-only.ts': "export type { Thing } from 'axios';",
    'packages/core/src/handle/circle-one.ts':
      "import { two } from './circle-two.ts';\nexport const one: unknown = two;",
    'packages/core/src/handle/circle-two.ts':
      "import { one } from './circle-one.ts';\nexport const two: unknown = one;",
    'packages/core/src/handle/long.ts': 'export {};\n'.repeat(301),
  });

  it.each(forbidden)('refuses that %s', (_title, path) => {
    expect(broken.get(path)).toContain(restricted);
  });

  it.each(allowed)('lets be that %s', (_title, path) => {
    expect(broken.get(path)).toBeUndefined();
  });

  it('refuses a dynamic import and a type import as well', () => {
    expect(broken.get('packages/core/src/handle/dynamic.ts')).toContain(restricted);
    expect(broken.get('packages/core/src/handle/type-only.ts')).toContain(restricted);
  });

  it('refuses imports that go in a circle', () => {
    expect(broken.get('packages/core/src/handle/circle-one.ts')).toContain(cycle);
  });

  it('refuses a file of more than 300 lines', () => {
    expect(broken.get('packages/core/src/handle/long.ts')).toContain('eslint(max-lines)');
  });
});
