import type { BreakwaterError } from '@breakwater/core';
import { refusalReply, streamLike } from '@breakwater/core/adapter';
import type { AxiosError, AxiosStatic, InternalAxiosRequestConfig } from 'axios';

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
  const { status, statusText, headers, body } = refusalReply(refusal);
  // Raw, as off the wire: transforms follow.
  const data = config.responseType === 'stream' ? streamLike(new Blob([body]).stream(), web) : body;
  const response = { status, statusText, headers: new AxiosHeaders({ ...headers }), config, data };
  const native = `BREAKWATER_${refusal.code.toUpperCase().replaceAll('-', '_')}`;
  return because(refusal, new AxiosError(refusal.message, native, config, undefined, response));
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
