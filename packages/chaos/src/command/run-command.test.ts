import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import { ask } from '../testing/ask.ts';
import { runChaosCommand } from './run-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'chaos-command-'));
afterAll(() => rmSync(directory, { recursive: true }));

function scenarioFile(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const code = await runChaosCommand(args, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    signal: AbortSignal.abort(), // whatever starts, ends at once
  });
  return { code, out, error };
}

describe('breakwater-chaos', () => {
  it('--help says what it takes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const option of [
      '--scenario',
      '--port',
      '--host',
      '--seed',
      '--allow-remote-admin',
      '--start-timeline',
      '--check',
      '--quiet',
    ]) {
      expect(out).toContain(option);
    }
  });

  it('--version says its version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'abc'], "--port: found 'abc', allowed: an integer from 0 to 65535"],
    [['--port', ''], "--port: found '', allowed"],
    [['--seed', '1.5'], "--seed: found '1.5'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('%j: exit code 2 and what is wrong', async (args, message) => {
    const { code, error } = await run(...args);
    expect(code).toBe(2);
    expect(error).toContain(message);
    expect(error).toContain('--help');
  });

  it.each([
    ['missing.json', undefined, 'cannot be read'],
    ['broken.json', '{', 'not JSON'],
    ['wrong.json', '{"rules":[{"fault":"99"}]}', 'rules[0].fault: found "99"'],
  ])('a scenario in %s: exit code 2 and what is wrong', async (name, text, message) => {
    const path = text === undefined ? join(directory, name) : scenarioFile(name, text);
    const { code, error } = await run('--scenario', path);
    expect(code).toBe(2);
    expect(error).toContain(name);
    expect(error).toContain(message);
  });

  it('--check starts nothing', async () => {
    const { code, out } = await run('--check', '--scenario', scenarioFile('good.json', '{"rules":[{"fault":"503"}]}'));
    expect(code).toBe(0);
    expect(out).toMatch(/good\.json: in order\.\n$/);
  });

  it('a taken port: exit code 1 and what to do', async () => {
    await using taken = await startChaos();
    const { code, error } = await run('--port', String(taken.port));
    expect(code).toBe(1);
    expect(error).toContain('--port 0');
  });

  it('serves until it is told to stop, and prints a line per request without key or prompt', async () => {
    const stop = new AbortController();
    let out = '';
    let started: (url: string) => void = () => {};
    const url = new Promise<string>((resolve) => (started = resolve));
    const path = scenarioFile('running.json', '{"rules":[{"fault":"503"}]}');
    const code = runChaosCommand(['--port', '0', '--scenario', path, '--start-timeline'], {
      out(text) {
        out += text;
        const found = /Anthropic {2}(\S+)/.exec(text);
        if (found) started(found[1] as string);
        if (text.startsWith('1 ')) stop.abort();
      },
      error: () => {},
      signal: stop.signal,
    });
    const response = await ask(await url, { prompt: 'a secret', headers: { authorization: 'Bearer sk-test' } });
    expect(response.status).toBe(503);
    await response.text();
    expect(await code).toBe(0);
    expect(out).toMatch(/\n1 POST \/v1\/chat\/completions 503 status \(rule 0\) \d+ ms\n$/);
    expect(out).not.toMatch(/secret|sk-test/);
  });
});
