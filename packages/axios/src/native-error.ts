import { type BreakwaterError, REFERENCE } from '@breakwater/core';
import type { AxiosError, AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import { streamLike } from './held-stream.ts';

/**
 * A refusal as axios would report it: with a response, so that handlers which look at its status and headers keep
 * working. `cause` is the refusal itself.
 *
 * @param web - where a stream was asked for: a web stream rather than one of Node's.
 */
export function refused(
  refusal: BreakwaterError,
  config: InternalAxiosRequestConfig,
  { AxiosError, AxiosHeaders }: AxiosStatic,
  web: boolean,
): AxiosError {
  const { code, message, status, retryAfterMs } = refusal;
  const headers = new AxiosHeaders({ 'content-type': 'application/json' });
  if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
  const text = JSON.stringify({ error: { message, type: 'breakwater', code } }); // raw, as off the wire: transforms follow
  const data = config.responseType === 'stream' ? streamLike(new Blob([text]).stream(), web) : text;
  const response = { status, statusText: REFERENCE[status].name, headers, config, data };
  const native = `BREAKWATER_${code.toUpperCase().replaceAll('-', '_')}`;
  return because(refusal, new AxiosError(message, native, config, undefined, response));
}

/** The caller's leaving as axios would report it; its reason, which axios drops, is in `cause`. */
export function canceled(reason: unknown, config: InternalAxiosRequestConfig, library: AxiosStatic): unknown {
  return library.isCancel(reason) ? reason : because(reason, new library.CanceledError(undefined, config));
}

function because<Caused extends AxiosError>(cause: unknown, error: Caused): Caused {
  return Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
}

/**
 * Keeps key and prompt out of logs: what an axios error carries of request and response stays there to be read, but
 * `JSON.stringify`, loggers and `console.log`, which go by enumerable properties, pass over it.
 */
export function quiet(error: unknown): unknown {
  if ((error as Partial<AxiosError> | undefined)?.isAxiosError === true) {
    const { response } = error as AxiosError;
    hide(error as AxiosError, ['config', 'request', 'response', 'cause']);
    if (response !== undefined) hide(response, ['config', 'request']);
    Reflect.defineProperty(error as AxiosError, 'toJSON', { value: toJSON, writable: true, configurable: true });
  }
  return error;
}

function hide(from: object, keys: readonly string[]): void {
  for (const key of keys) if (Object.hasOwn(from, key)) Reflect.defineProperty(from, key, { enumerable: false });
}

function toJSON(this: AxiosError): object {
  const { name, message, code, status, stack } = this;
  return { name, message, code, status, stack };
}
