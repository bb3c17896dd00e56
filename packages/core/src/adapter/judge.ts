import { detectAnswer, type HeadersLike } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';

/** A response that came, and what was asked for. */
export interface Reply {
  /** HTTP status, 100 to 599. */
  readonly status: number;
  readonly headers: HeadersLike;
  readonly contentType: string | null | undefined;
  /** Parsed, text or bytes; undefined for a stream, which is not read here. */
  readonly body: unknown;
  /** Of the request, in any case. */
  readonly method: string | undefined;
  /** The request named a model: what answers is an AI gateway, and no web page. */
  readonly modelled: boolean;
  /** The caller said that it wants JSON, whatever comes. @defaultValue false */
  readonly json?: boolean | undefined;
}

/** The failure in a response that arrived: a failing status, or an error inside a success; undefined where it is good. */
export function judge({ status, headers, contentType, body, method, modelled, json }: Reply): Failure | undefined {
  const wantsJson = json === true || (modelled && (contentType ?? '').includes('json'));
  const bodiless = method?.toLowerCase() === 'head';
  const expects = bodiless ? 'anything' : wantsJson ? 'json' : modelled ? 'stream' : 'anything';
  return detectAnswer({ status, headers, body, expects });
}
