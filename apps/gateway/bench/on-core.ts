import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The gateway that is measured has a core to itself; whoever asks it, and whoever answers it, share another. */
export type Core = 'measured' | 'others';

const NUMBERS: Readonly<Record<Core, string>> = { measured: '0', others: '1' };
let pinned = availableParallelism() > 1 && hasTaskset();

/** From now on every program runs wherever the system puts it. */
export function shareCores(): void {
  pinned = false;
}

/**
 * The command that runs a Node program on one core. Where the system has no `taskset`, or a single core, wherever it
 * likes: then the three of them wait for each other, and a gateway that spends little time itself waits the most.
 */
export function onCore(core: Core, args: readonly string[]): [command: string, args: string[]] {
  const node = [process.execPath, ...args];
  const [command, ...rest] = pinned ? ['taskset', '-c', NUMBERS[core], ...node] : node;
  return [command!, rest];
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
