import type { Failure } from '@breakwater/core';
import { isStream, judge } from '@breakwater/core/adapter';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';

/**
 * The failure in a response that `validateStatus` let through: a failing status, or an error inside a success.
 *
 * @param modelled - the request named a model: what answers is an AI gateway, and no web page.
 */
export function judgeResponse(
  { status, headers, data }: AxiosResponse,
  { method, responseType }: InternalAxiosRequestConfig,
  modelled: boolean,
): Failure | undefined {
  const contentType = String(headers['content-type']);
  const body: unknown = isStream(data) ? undefined : data;
  return judge({ status, headers, contentType, body, method, modelled, json: responseType === 'json' });
}
