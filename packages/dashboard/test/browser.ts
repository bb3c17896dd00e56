import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const folder: string = join(import.meta.dirname, '..');

/**
 * A Chromium that came with the packages: nothing has to be installed by hand on Linux. Elsewhere the Chrome of the
 * machine is taken.
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' });
  const unpacked = await unpack();
  const options = { executablePath: join(unpacked, 'chromium'), args: ['--no-sandbox', '--disable-gpu'] };
  try {
    return await chromium.launch(options);
  } catch (error) {
    // A machine without any desktop lacks libraries that the package brings along.
    if (!String(error).includes('shared libraries')) throw error;
    return chromium.launch({ ...options, env: { ...environment(), LD_LIBRARY_PATH: join(unpacked, 'al2023', 'lib') } });
  }
}

/** Unpacks the browser once, for all runs to come. Two runs at once do not see each other's half of it. */
async function unpack(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const cache = join(folder, 'node_modules', '.cache');
  const unpacked = join(cache, `chromium-${version}`);
  if (existsSync(unpacked)) return unpacked;
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'unpacking-'));
  const before = { ...process.env };
  try {
    // It unpacks to where temporary files go, and its libraries only where it takes the machine for a Lambda.
    Object.assign(process.env, { TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' });
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    renameSync(temporary, unpacked);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(unpacked)) throw error;
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  return unpacked;
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
