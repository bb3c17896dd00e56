import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What became of an incident. */
export interface Result {
  /** What went otherwise than it must, one line each. */
  readonly findings: readonly string[];
  /** Why the library has no means for it. */
  readonly without?: string | undefined;
  /** Why it is known to end otherwise. */
  readonly shortOf?: string | undefined;
}

/** What a run of all incidents through one driver has found. */
export interface Report {
  readonly name: string;
  /** By the title of the incident. */
  readonly results: Record<string, Result>;
  /** Promises that were rejected while nobody looked. */
  readonly unhandled: readonly string[];
  /** Milliseconds that the process waited for something after the end of the last call, before it ended. */
  readonly lingeredMs: number;
}

/** The drivers there are, by the names of their files. */
const DRIVERS: readonly string[] = readdirSync(join(import.meta.dirname, 'drivers'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
  .toSorted();

/** Runs all incidents through a driver, in a process of its own. */
async function runDriver(name: string): Promise<Report> {
  const args = ['--conditions=@breakwater/source', join(import.meta.dirname, 'run-driver.ts'), name];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 1_000_000, maxBuffer: 1e8 });
  return JSON.parse(stdout) as Report;
}

/** Runs all incidents through all drivers, a few at a time, and reports in the order of `DRIVERS`. */
export async function runDrivers(): Promise<Report[]> {
  const reports: Report[] = [];
  const queue = DRIVERS.entries();
  const lane = async (): Promise<void> => {
    for (const [index, name] of queue) reports[index] = await runDriver(name);
  };
  await Promise.all(Array.from({ length: 3 }, lane));
  return reports;
}

/** Where the table is. */
export const PAGE: string = join(import.meta.dirname, '..', '..', '..', 'docs', 'conformance.md');
