import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import { builtInScenarios } from './scenario/library.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'breakwater-simulator-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; log: string }> {
  const written = { out: '', log: '' };
  const code = await runCommand(
    args,
    { write: (text) => (written.out += text) },
    { write: (text) => (written.log += text) },
  );
  return { code, ...written };
}

/** The real program, threads and all. */
function spawn(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = join(import.meta.dirname, 'main.ts');
  return spawnSync(process.execPath, ['--conditions=source', main, ...args], { encoding: 'utf8' });
}

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe('the command', () => {
  it('lists the built-in scenarios', async () => {
    const { code, out } = await run('--list');
    expect(code).toBe(0);
    for (const { name, title } of builtInScenarios()) expect(out).toMatch(new RegExp(`^${name} +${title}$`, 'm'));
  });

  it.each([
    [['--scenario', 'outtage'], "scenario: found 'outtage'; allowed: outage, "],
    [['--seeds', '0'], "--seeds: found '0'; allowed: an integer of 1 or more"],
    [['--load', '2'], "--load: found '2'; allowed: a number above 0, up to 1"],
    [['--shape', 'round'], "--shape: found 'round'; allowed: clients, gateway"],
    [['--policy', 'no-such-file.json'], 'Cannot read no-such-file.json'],
    [['--what'], "Unknown option '--what'"],
  ])('refuses %j and says what is allowed', async (args, message) => {
    const { code, out, log } = await run(...args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(log).toContain(message);
  });

  it('takes a policy file through a scenario file, beside the baselines', () => {
    const scenario = write('blip.json', {
      name: 'blip',
      title: 'a blip',
      duration: '8s',
      clients: { count: 4, perSecond: 10 },
      incidents: [{ kind: 'down', from: '2s', until: '3s' }],
    });
    const policy = write('mine.json', { retry: { max: 5 } });
    const args = ['--scenario', scenario, '--policy', policy, '--seeds', '2', '--load', '1'];
    const table = spawn(...args);
    // Three that forget everything run in one shape only, two in both; two seeds each.
    expect(table.stderr).toContain('14 of 14 runs');
    expect(table.status).toBe(0);
    expect(table.stdout).toContain('blip: a blip; a process for each client; optimum');
    expect(table.stdout).toMatch(/^mine +\d/m);
    const json = spawn(...args, '--json', '--no-baselines', '--shape', 'gateway');
    const { summaries, runs } = JSON.parse(json.stdout) as { summaries: unknown[]; runs: unknown[] };
    expect(summaries).toHaveLength(1);
    expect(summaries[0]).toMatchObject({ scenario: 'blip', contender: 'mine', shape: 'gateway', seeds: [1, 2] });
    expect(runs).toHaveLength(2);
  });
});
