import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOptions } from './command-options.ts';
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

/** The real program, processes and all. */
function spawn(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = join(import.meta.dirname, 'main.ts');
  return spawnSync(process.execPath, ['--conditions=@breakwater/source', main, ...args], { encoding: 'utf8' });
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

  it('takes five seeds unless it is told otherwise, and shows their mean and range', () => {
    const scenario = write('short.json', {
      name: 'short',
      duration: '4s',
      clients: { count: 20, perSecond: 10 },
      incidents: [{ kind: 'brownout', from: '1s', until: '3s', share: 0.5 }],
    });
    const { status, stdout } = spawn('--scenario', scenario, '--shape', 'gateway');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^no policy +\d+\.\d \(\d+\.\d-\d+\.\d\) /m);
    expect(stdout).toContain('seeds 1 to 5, load 1: ');
  });

  it('takes the whole set at a fifth of the load, and what is named at all of it', () => {
    expect(
      [[], ['--scenario', 'outage'], ['--scenario', 'outage', '--load', '0.5']].map((args) => readOptions(args).load),
    ).toEqual([0.2, 1, 0.5]);
  });

  const BLIP = {
    name: 'blip',
    duration: '5s',
    clients: { count: 4, perSecond: 10 },
    incidents: [{ kind: 'down', from: '2s', until: '3s' }],
  };

  it('takes contenders from a module, and writes a report with pictures of those named', () => {
    const module = join(folder, 'mine.mjs');
    writeFileSync(
      module,
      `export const contenders = [{
         name: 'gives up', isForgetful: true,
         start: () => ({ keepsTime: false, make: (call) => call.fail() }),
       }];`,
    );
    const out = join(folder, 'report');
    const pictures = ['--picture', 'gives up', '--picture', 'Breakwater'];
    const args = ['--scenario', write('own.json', BLIP), '--contenders', module, '--seeds', '1', '--load', '1'];
    const { status, stdout, stderr } = spawn(
      ...args,
      '--no-baselines',
      '--shape',
      'clients',
      '--out',
      out,
      ...pictures,
    );
    expect(stderr).toContain('3 of 3 runs');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^gives up +0\.0 +0\.0 /m);
    expect(readdirSync(out).toSorted()).toEqual([
      'blip-clients-dark.svg',
      'blip-clients-light.svg',
      'report.html',
      'report.json',
      'table.txt',
    ]);
    expect(readFileSync(join(out, 'table.txt'), 'utf8')).toBe(stdout);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<strong>gives up</strong>');
  });

  it('says what a module of contenders has to export', async () => {
    const module = join(folder, 'wrong.mjs');
    writeFileSync(module, 'export const contenders = [{ name: 7 }];');
    const { code, log } = await run('--scenario', write('own.json', BLIP), '--contenders', module);
    expect(code).toBe(1);
    expect(log).toContain('wrong.mjs: allowed: an export `contenders`, a list of { name, isForgetful, start }');
  });
});
