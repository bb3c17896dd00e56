import { detectAnswer, type Failure } from '@breakwater/core';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { isStream } from './one-shot.ts';

/** Longer bytes than this are not decoded to be judged: an error body is far smaller. */
const MAX_BYTES = 131_072;

/**
 * The failure in a response that `validateStatus` let through: a failing status, or an error inside a success.
 *
 * @param modelled - the request named a model: what answers is an AI gateway, and no web page.
 */
export function judge(
  { status, headers, data }: AxiosResponse,
  config: InternalAxiosRequestConfig,
  modelled: boolean,
): Failure | undefined {
  const tooLong = ((data as Partial<ArrayBuffer> | null | undefined)?.byteLength ?? 0) > MAX_BYTES;
  const json = config.responseType === 'json' || (modelled && String(headers['content-type']).includes('json'));
  const expects = config.method === 'head' ? 'anything' : json ? 'json' : modelled ? 'stream' : 'anything';
  return detectAnswer({ status, headers, body: tooLong || isStream(data) ? undefined : (data as unknown), expects });
}
