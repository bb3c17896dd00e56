import { type Chaos, startChaos } from '@breakwater/chaos';
import type { Policy } from '@breakwater/core';
import { readConfiguration } from '../src/configuration/read-configuration.ts';
import { createLog } from '../src/operate/log.ts';
import { type Gateway, startGateway } from '../src/start-gateway.ts';

/** Three attempts a moment apart, and no breaker in the way. */
export const FAST: Policy = { retry: { max: 3, base: '1ms', cap: '2ms', budget: false }, breaker: false };

/** A gateway in front of an upstream that fails on order. */
export interface Started extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly chaos: Chaos;
  /** The lines of the log so far. */
  readonly lines: readonly Record<string, unknown>[];
}

/**
 * Starts a gateway whose upstreams are all the same server, each with a plan of its own: `a` for the model `gpt-5`, and
 * `b` to fall back to.
 */
export async function start(
  plans: { readonly a?: readonly string[]; readonly b?: readonly string[] } = {},
  policy: Policy = FAST,
  file: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const chaos = await startChaos();
  const upstream = (steps: readonly string[] = ['ok*']): object => {
    const url = chaos.plan([...steps]);
    return { openai: `${url}/v1`, anthropic: url, keyFrom: 'UPSTREAM_KEY' };
  };
  const input = {
    listen: { port: 0 },
    upstreams: { a: upstream(plans.a), b: upstream(plans.b) },
    models: { 'gpt-5': 'a/gpt-5', 'claude-sonnet-5-5': 'a/claude-sonnet-5-5' },
    shutdown: { graceMs: 200_000 },
    ...file,
  };
  const { configuration } = readConfiguration(input, { UPSTREAM_KEY: 'sk-upstream', ...environment }, 'the test');
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const gateway = await startGateway(configuration, policy, log);
  return {
    gateway,
    chaos,
    lines,
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await chaos.close();
    },
  };
}

/** Asks for a chat completion. */
export function ask(
  gateway: Gateway,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const QUESTION = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello' }] };
