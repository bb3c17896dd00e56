import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Asset, Assets } from './asset.ts';

/** What is in the bundle beside our own, with its licence in its folder. */
const BUNDLED = ['preact', 'uplot'];

/** What is served as it stands. */
const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'icon-unknown.svg': 'image/svg+xml',
  'icon-well.svg': 'image/svg+xml',
  'icon-watch.svg': 'image/svg+xml',
  'icon-down.svg': 'image/svg+xml',
};

/** Makes the files of the page from their source. */
export async function bundle(): Promise<Assets> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [
      { in: pathOf('client/main.tsx'), out: 'app' },
      { in: pathOf('client/styles/app.css'), out: 'app' },
    ],
    outdir: pathOf('client'),
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    conditions: ['@breakwater/source'],
    legalComments: 'none',
    banner: { js: '/* Contains Preact and uPlot, see licenses.txt */' },
    logLevel: 'silent',
  });
  const made = outputFiles.map(({ path, text }): [string, Asset] => {
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return [basename(path), { contentType: `${type}; charset=utf-8`, text }];
  });
  const kept = Object.entries(FILES).map(([name, contentType]): [string, Asset] => {
    return [name, { contentType, text: readFileSync(pathOf(`client/${name}`), 'utf8') }];
  });
  const licensed: [string, Asset] = ['licenses.txt', { contentType: 'text/plain; charset=utf-8', text: licenses() }];
  return Object.fromEntries([...made, ...kept, licensed]);
}

function licenses(): string {
  const { resolve } = createRequire(import.meta.url);
  const texts = BUNDLED.map((name) => {
    const folder = dirname(resolve(`${name}/package.json`));
    return `${name}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
  });
  return texts.join('\n\n');
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
