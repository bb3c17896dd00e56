import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AttemptContext } from '@breakwater/core';
import { Agent, type Dispatcher } from 'undici';
import type { Api, Configuration, UpstreamConfiguration } from '../configuration/configuration.ts';
import { upstreamOf } from '../configuration/read-configuration.ts';
import type { Question } from './question.ts';

/** What an upstream answered: read to its end, but for streams. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
}

/** The way to the upstreams. */
export interface Upstreams {
  /** Makes one attempt. @throws what undici throws, and for a target that does not speak the question's API */
  ask(attempt: AttemptContext, question: Question, client: IncomingHttpHeaders): Promise<Reply>;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** Long enough for any answer: beyond it the process would be at risk, not only the call. Bytes. */
const MAX_ANSWER = 268_435_456;
/** The version of its API that Anthropic wants named. */
const ANTHROPIC_VERSION = '2023-06-01';
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
  const dispatcher = new Agent({
    connections: limits.connections,
    // The policy owns every limit of time; a second one here would only blur which of them fired.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 10_000,
    keepAliveTimeout: 30_000,
    maxResponseSize: MAX_ANSWER,
  });
  return {
    async ask({ target, signal }, question, client) {
      const { api, path, model, bytes, withModel } = question;
      const name = upstreamOf(target);
      const theirs = target.slice(name.length + 1);
      const upstream = upstreams[name];
      const base = upstream?.[api];
      if (upstream === undefined || base === undefined) {
        throw new Error(`${target}: the upstream does not speak the ${api} API; check "fallback" in the policy`);
      }
      const { statusCode, headers, body } = await dispatcher.request({
        origin: originOf(base),
        path: pathOf(base) + path,
        method: 'POST',
        headers: headersFor(api, upstream, client),
        body: theirs === model ? bytes : withModel(theirs),
        signal,
      });
      if (statusCode < 300 && isEventStream(headers)) return { status: statusCode, headers, body };
      return { status: statusCode, headers, body: await read(body) };
    },
    close: () => dispatcher.destroy(),
  };
}

async function read(body: Dispatcher.ResponseData['body']): Promise<Buffer> {
  const bytes = await body.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isEventStream({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return type.startsWith('text/event-stream');
}

function headersFor(api: Api, { key }: UpstreamConfiguration, client: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const name of HANDED_ON) {
    const value = client[name];
    if (typeof value === 'string') headers[name] = value;
  }
  if (api === 'anthropic') headers['anthropic-version'] ??= ANTHROPIC_VERSION;
  if (key !== undefined && api === 'anthropic') headers['x-api-key'] = key;
  else if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
  return headers;
}

const parsed = new Map<string, URL>();

/** Base URLs are few, and are taken apart once. */
function urlOf(base: string): URL {
  let url = parsed.get(base);
  if (url === undefined) parsed.set(base, (url = new URL(base)));
  return url;
}

function originOf(base: string): string {
  return urlOf(base).origin;
}

function pathOf(base: string): string {
  const { pathname } = urlOf(base);
  return pathname === '/' ? '' : pathname;
}
