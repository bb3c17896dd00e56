/** Puts the files of the page into the built package, so that nobody who installs it needs a bundler. */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../src/bundle.ts';

const dist = (file: string): string => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

const assets = await bundle();
const text = `/** The files of the page, by name. */
const ASSETS = ${JSON.stringify(assets, null, 2)};

export function loadAssets() {
  return Promise.resolve(ASSETS);
}
`;
writeFileSync(dist('assets.js'), text);
// What made them is of no use any more, nor is the map of what stood there before.
for (const file of ['assets.js.map', 'bundle.js', 'bundle.js.map', 'bundle.d.ts', 'bundle.d.ts.map'])
  rmSync(dist(file));
const bytes = Object.values(assets).reduce((sum, asset) => sum + asset.text.length, 0);
console.log(`${Object.keys(assets).length} files of the page, ${Math.ceil(bytes / 1_000)} kB`);
