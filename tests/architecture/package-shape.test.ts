import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly license: string;
  readonly type: string;
  readonly sideEffects: boolean;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly publishConfig: { readonly exports: Readonly<Record<string, unknown>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const packages: string = join(import.meta.dirname, '..', '..', 'packages');
const manifests: Manifest[] = readdirSync(packages)
  .filter((name) => existsSync(join(packages, name, 'package.json')))
  .map((name) => JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest);
const names = (record: Readonly<Record<string, string>> = {}): string[] => Object.keys(record);

describe('@breakwater/core', () => {
  it('depends on nothing', () => {
    const core = manifests.find(({ name }) => name === '@breakwater/core');
    expect(core).toBeDefined();
    expect(names(core?.dependencies)).toEqual([]);
    expect(names(core?.optionalDependencies)).toEqual([]);
    expect(names(core?.peerDependencies)).toEqual([]);
  });
});

/** What the simulator's report is drawn with: it adapts nothing, and nobody ships it. */
const DRAWING: Readonly<Record<string, readonly string[]>> = {
  '@breakwater/simulator': ['@observablehq/plot', 'linkedom'],
};

describe.each(manifests)('$name', (manifest) => {
  const drawing = DRAWING[manifest.name] ?? [];

  it('leaves core and the library it adapts to its user, as peers', () => {
    const bundled = [...names(manifest.dependencies), ...names(manifest.optionalDependencies)];
    expect(bundled.filter((name) => name !== '@breakwater/fetch' && !drawing.includes(name))).toEqual([]);
    const peers = names(manifest.peerDependencies).filter((name) => name !== '@breakwater/core');
    expect(peers.length).toBeLessThanOrEqual(1);
  });

  it('is an ES module without side effects, for Node 22 and later, under MIT', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false, engines: { node: '>=22' }, license: 'MIT' });
  });

  it('exports nothing deeper than its public entries', () => {
    const known = ['.', './adapter', './sinks', './testing', './package.json', './policy.schema.json'];
    expect(Object.keys(manifest.exports).filter((entry) => !known.includes(entry))).toEqual([]);
  });

  it('publishes the entries it has in the workspace, without the way to source', () => {
    expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports));
    expect(JSON.stringify(manifest.publishConfig.exports)).not.toContain('/src/');
  });
});
