/** A README as its readers use it: they copy a program, run it, and compare what it prints. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Readme {
  readonly text: string;
  /** Its blocks of code in one language, in order. */
  blocks(language: string): readonly string[];
  /** Runs TypeScript as if it stood beside the README. */
  run(code: string): Promise<string>;
}

export function readmeOf(directory: string): Readme {
  const text = readFileSync(join(directory, 'README.md'), 'utf8');
  return {
    text,
    blocks: (language) =>
      [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code as string),
    run: (code) => runProgram(code, directory),
  };
}

/**
 * Runs TypeScript as if it stood in a directory, on the sources of the workspace.
 *
 * @returns what it prints.
 * @throws Error when it fails, prints a warning or an error, or takes longer than four minutes.
 */
export async function runProgram(code: string, directory: string): Promise<string> {
  const args = ['--conditions=@breakwater/source', '--input-type=module-typescript', '--eval', code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: directory, timeout: 240_000 });
  if (stderr !== '') throw new Error(`the program warns: ${stderr}`);
  return stdout;
}
