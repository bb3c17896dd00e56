import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A program of its own. */
export interface Running extends AsyncDisposable {
  /** What it printed when it was ready. */
  readonly line: string;
  /** CPU time so far in milliseconds and the most memory held so far in bytes; undefined where the system does not tell. */
  usage(): Promise<{ readonly cpuMs: number; readonly peakBytes: number } | undefined>;
}

/** Ticks of `/proc` in a second: USER_HZ, which is 100 wherever Node runs. */
const TICKS = 100;

/**
 * Starts a Node program.
 *
 * @param ready - what the line contains that says that it is ready.
 * @throws Error when it ends before it is ready
 */
export async function startProcess(
  args: readonly string[],
  ready: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => void (said = (said + bytes.toString()).slice(-2_000)));
  const line = await new Promise<string>((resolve, reject) => {
    lines.on('line', (text) => text.includes(ready) && resolve(text));
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)));
  });
  // What it says from now on is taken from it and dropped: to read line by line would take the processor from those measured.
  lines.close();
  child.stdout.removeAllListeners().resume();
  return { line, usage: () => readUsage(child), [Symbol.asyncDispose]: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function readUsage({ pid }: ChildProcess): ReturnType<Running['usage']> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    // The name of the program may hold spaces and brackets: what counts begins after the last of them.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS, peakBytes: Number(peak) * 1_024 };
  } catch {
    return undefined;
  }
}
