import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { runTasks } from './run-tasks.ts';
import type { Task } from './task.ts';
import { WorkerProcess } from './worker-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { execPath } = process;
afterEach(() => {
  process.execPath = execPath;
});

/** A task whose contender does this as it starts. */
function taskThat(does: string): Task {
  const file = join(folder, `${does.replaceAll(/\W/g, '')}.mjs`);
  writeFileSync(
    file,
    `export const contenders = [{ name: 'mine', isForgetful: true, start() { ${does}; return new Promise(() => {}); } }];`,
  );
  const entrant = { name: 'mine', isForgetful: true, module: pathToFileURL(file).href };
  return { scenario: parseScenario({ name: 's' }), entrant, shape: 'clients', seed: 1, withSeries: false };
}

describe('a worker', () => {
  it('that cannot be started is an error that says what to look at', async () => {
    process.execPath = join(folder, 'no-such-node');
    await expect(runTasks([taskThat('0')], () => {})).rejects.toThrow(
      /could not be started or reached: spawn .*ENOENT.*check the limits of processes and of memory/,
    );
  });

  it('that is killed at work is an error that says what it lacked', async () => {
    await expect(runTasks([taskThat("process.kill(process.pid, 'SIGKILL')")], () => {})).rejects.toThrow(
      /ended early \(SIGKILL\).*smaller --load/,
    );
  });

  it('that ends itself at work is an error that says so', async () => {
    await expect(runTasks([taskThat('process.exit(3)')], () => {})).rejects.toThrow(/ended early \(exit code 3\)/);
  });

  it('that was lost before it is asked says so at once', async () => {
    const worker = new WorkerProcess();
    await expect(worker.ask({ module: 'no-such-module:' })).rejects.toThrow();
    process.kill(worker.pid!, 'SIGKILL');
    await expect(worker.ask({ module: 'data:text/javascript,await new Promise(() => {})' })).rejects.toThrow(
      /ended early|could not be started or reached/,
    );
    await expect(worker.ask({ module: 'no-such-module:' })).rejects.toThrow(/ended early|could not be started/);
  });
});
