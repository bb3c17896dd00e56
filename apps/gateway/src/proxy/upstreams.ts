import type { IncomingHttpHeaders } from 'node:http';
import type { AttemptContext } from '@breakwater/core';
import { Pool } from 'undici';
import type { Api, Configuration } from '../configuration/configuration.ts';
import { upstreamOf } from '../configuration/read-configuration.ts';
import { exchange, type Reply } from './exchange.ts';
import type { Question } from './question.ts';

/** The way to the upstreams. */
export interface Upstreams {
  /** Makes one attempt. @throws what undici throws, and for a target that does not speak the question's API */
  ask(attempt: AttemptContext, question: Question, client: IncomingHttpHeaders): Promise<Reply>;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** One API of one upstream. */
interface Route {
  readonly pool: Pool;
  /** Of the base URL, without a slash at its end. */
  readonly path: string;
  /** What every request carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What of a client's headers concerns the upstream. Cookies, addresses and credentials of clients do not. */
const HANDED_ON = [
  'openai-beta',
  'anthropic-version',
  'anthropic-beta',
  'idempotency-key',
  'traceparent',
  'tracestate',
  'user-agent',
] as const;

export function createUpstreams({ upstreams, limits }: Pick<Configuration, 'upstreams' | 'limits'>): Upstreams {
  const routes = new Map<string, Route>();
  for (const [name, { key, ...bases }] of Object.entries(upstreams)) {
    for (const [api, base] of Object.entries(bases) as [Api, string | undefined][]) {
      if (base !== undefined) routes.set(`${api} ${name}`, createRoute(api, base, key, limits.connections));
    }
  }
  return {
    async ask({ target, signal }, { api, path, model, bytes, withModel }, client) {
      const name = upstreamOf(target);
      const route = routes.get(`${api} ${name}`);
      if (route === undefined) {
        throw new Error(`${target}: the upstream does not speak the ${api} API; check "fallback" in the policy`);
      }
      const headers = { ...route.headers };
      for (const header of HANDED_ON) {
        const value = client[header];
        if (typeof value === 'string') headers[header] = value;
      }
      const theirs = target.slice(name.length + 1);
      const body = theirs === model ? bytes : withModel(theirs);
      return exchange(route.pool, { method: 'POST', path: route.path + path, headers, body }, signal);
    },
    async close() {
      await Promise.all(Array.from(routes.values(), ({ pool }) => pool.destroy()));
    },
  };
}

function createRoute(api: Api, base: string, key: string | undefined, connections: number): Route {
  const { origin, pathname } = new URL(base);
  const pool = new Pool(origin, {
    connections,
    // The policy owns every limit of time; a second one here would only blur which of them fired.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 10_000,
    keepAliveTimeout: 30_000,
  });
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (api === 'anthropic') headers['anthropic-version'] = '2023-06-01';
  if (key !== undefined && api === 'anthropic') headers['x-api-key'] = key;
  else if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
  return { pool, path: pathname === '/' ? '' : pathname, headers };
}
