import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, startProcess } from './start-process.ts';

/** Something that stands before upstreams, or nothing. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its process; undefined where there is nothing between client and upstream. */
  readonly process: Running | undefined;
}

const JSON_TYPE = { 'content-type': 'application/json', authorization: 'Bearer sk-bench' };
const CHAT = '/v1/chat/completions';

/** The upstream itself: what the others are measured against. */
export function direct([first = '']: readonly string[]): Contender {
  const nothing = async (): Promise<void> => undefined;
  return {
    name: 'no gateway',
    url: first + CHAT,
    headers: JSON_TYPE,
    process: undefined,
    [Symbol.asyncDispose]: nothing,
  };
}

/** Of each upstream, the first one included: as often as the other is told to. */
const TRIES = 4;

/** This gateway, as it is started in production, its log included: the first upstream, and the others to fall back to. */
export async function breakwater(upstreams: readonly string[]): Promise<Contender> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  const names = upstreams.map((_, index) => `upstream-${index + 1}`);
  const fallback = names.slice(1).map((name) => `${name}/gpt-5`);
  // Where there is somewhere else to go, a call goes there at once rather than wait; at the last one it waits.
  const targets = fallback.length === 0 ? {} : { 'upstream-1/*': { fallback } };
  const policy = { retry: { max: TRIES }, targets };
  await writeFile(join(directory, 'breakwater.json'), JSON.stringify(policy));
  await writeFile(
    join(directory, 'gateway.json'),
    JSON.stringify({
      listen: { port: 0 },
      upstreams: Object.fromEntries(upstreams.map((url, index) => [names[index]!, { openai: `${url}/v1` }])),
      models: { 'gpt-5': 'upstream-1/gpt-5' },
    }),
  );
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const environment = { GATEWAY_CONFIG: join(directory, 'gateway.json') };
  const running = await startProcess(['--conditions=@breakwater/source', main], '"ready"', environment);
  const { url } = JSON.parse(running.line) as { url: string };
  return {
    name: 'this gateway',
    url: url + CHAT,
    headers: JSON_TYPE,
    process: running,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

/** The statuses that both are to try again. */
const RETRIED = [429, 500, 502, 503, 504];
let portkeyPort = 18_790;

/** Portkey's gateway as it is published on npm, told by header where to go, to retry as often, and to fall back. */
export async function portkey(upstreams: readonly string[]): Promise<Contender> {
  const main = createRequire(import.meta.url).resolve('@portkey-ai/gateway/build/start-server.js');
  const port = ++portkeyPort;
  // It refuses addresses of private networks unless they are named.
  const environment = { TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
  const running = await startProcess([main, `--port=${port}`, '--headless'], 'Ready for connections', environment);
  const retry = { attempts: TRIES - 1, on_status_codes: RETRIED };
  const targets = upstreams.map((url) => ({
    provider: 'openai',
    custom_host: `${url}/v1`,
    api_key: 'sk-bench',
    retry,
  }));
  const strategy = { mode: 'fallback', on_status_codes: RETRIED };
  const config = targets.length === 1 ? targets[0] : { strategy, targets };
  return {
    name: '@portkey-ai/gateway',
    url: `http://127.0.0.1:${port}${CHAT}`,
    headers: { ...JSON_TYPE, 'x-portkey-config': JSON.stringify(config) },
    process: running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
