import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The example gateway as it is started in production: a program of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Stops it, and waits until it has. */
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../../gateway/src/main.ts', import.meta.url));

/**
 * Starts the gateway with these two files.
 *
 * @throws Error with what it said when it ends before it is ready
 */
export async function startGatewayProcess(gateway: object, policy: object): Promise<GatewayProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'breakwater-demo-'));
  const file = join(directory, 'gateway.json');
  await writeFile(file, JSON.stringify({ ...gateway, policy: 'breakwater.json' }));
  await writeFile(join(directory, 'breakwater.json'), JSON.stringify(policy));
  const child = spawn(process.execPath, ['--conditions=@breakwater/source', MAIN], {
    // Its page is for this machine only, and not to be had at all in production.
    env: { ...process.env, GATEWAY_CONFIG: file, NODE_ENV: 'development', HOST: '', PORT: '', LOG_LEVEL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => void (said = (said + bytes.toString()).slice(-1_000)));
  const url = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, url: address } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg === 'ready') resolve(address);
    });
    ended.then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
  });
  if (url !== undefined) return { url, close };
  await close();
  throw new Error(said);
}
