import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadAssets } from './assets.ts';

describe('the files of the page', () => {
  it('are at most 50 kB over the line', async () => {
    const assets = Object.values(await loadAssets());
    const bytes = assets.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
    expect(bytes).toBeLessThan(50_000);
    expect(bytes).toBeGreaterThan(20_000);
  });

  it('carry the licences of what is in them', async () => {
    const { 'licenses.txt': licenses } = await loadAssets();
    expect(licenses?.text).toMatch(/preact[\s\S]*MIT License[\s\S]*uplot[\s\S]*MIT License/);
  });

  it('name nothing that is elsewhere', async () => {
    const assets = await loadAssets();
    for (const [name, { text }] of Object.entries(assets)) {
      const addresses = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
      // Names of vocabularies, which nobody asks for, and of authors.
      const known = /^https?:\/\/(www\.w3\.org|github\.com)/;
      expect([name, ...addresses.filter((address) => !known.test(address))]).toEqual([name]);
    }
  });
});
