/**
 * Checks the package in the current directory as its users will get it: packs it the way a release does,
 * then lets publint (strict) and attw (ES modules only) look at the tarball. Prints one line if all is well. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Packs the current directory's package into `directory` and reads the tarball. */
function pack(directory: string): { readonly path: string; readonly bytes: Buffer } {
  // On Windows pnpm is a command file, which only a shell can start; the path is quoted for it.
  const onWindows = process.platform === 'win32';
  const destination = onWindows ? `"${directory}"` : directory;
  const run = spawnSync('pnpm', ['pack', '--pack-destination', destination], { encoding: 'utf8', shell: onWindows });
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz'));
  if (run.status !== 0 || tarball === undefined) {
    throw new Error(`pnpm pack failed: ${run.error?.message ?? `${run.stdout}${run.stderr}`}`);
  }
  const path = join(directory, tarball);
  return { path, bytes: readFileSync(path) };
}

/** What the folder lacks, or has too much of, that neither tool looks for. */
function askFolder(): string[] {
  const problems = existsSync('README.md') ? [] : ['README.md is missing: it is the page people see on the registry'];
  for (const path of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    // tsc writes but never deletes.
    if (path.endsWith('.js') && !existsSync(join('src', path.replace(/\.js$/, '.ts')))) {
      problems.push(`dist/${path} is left from an earlier build: delete dist and build again`);
    }
  }
  return problems;
}

/** What publint has against the tarball, one line each; suggestions are left to the reader of its own output. */
async function askPublint(bytes: Buffer): Promise<string[]> {
  const tarball = Uint8Array.from(bytes).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'warning', strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

/** What attw has against the tarball: its whole report, or nothing when every entry resolves to its types. */
function askAttw(path: string): string[] {
  const program = join(
    dirname(fileURLToPath(import.meta.resolve('@arethetypeswrong/cli/package.json'))),
    'dist',
    'index.js',
  );
  const run = spawnSync(process.execPath, [program, path, '--profile', 'esm-only', '--no-color'], { encoding: 'utf8' });
  return run.status === 0 ? [] : [`attw: ${run.stdout}${run.stderr}`];
}

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const directory = mkdtempSync(join(tmpdir(), 'breakwater-pack-'));
try {
  const { path, bytes } = pack(directory);
  const problems = [...askFolder(), ...(await askPublint(bytes)), ...askAttw(path)];
  for (const problem of problems) console.error(problem);
  const verdict = problems.length === 0 ? 'publint and attw find nothing' : 'see above';
  console.log(`${name}@${version}, ${Math.ceil(bytes.length / 1024)} kB packed: ${verdict}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
