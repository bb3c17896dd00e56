import { credentialIn, credentialName, targetOf } from '@breakwater/core/adapter';
import type { InternalAxiosRequestConfig } from 'axios';

/** What a request goes to: see `targetOf` of core. */
export function targetOfConfig(
  { url = '', baseURL, allowAbsoluteUrls }: InternalAxiosRequestConfig,
  model: string | undefined,
): string {
  const absolute = allowAbsoluteUrls !== false && /^([a-z][a-z\d+.-]*:)?\/\//i.test(url);
  return targetOf(absolute ? url : (baseURL ?? url), model);
}

/** A name for the key that a request carries, wherever axios lets one put it: see `credentialIn` of core. */
export function credentialOfConfig({ auth, headers, params, url }: InternalAxiosRequestConfig): string | undefined {
  if (auth) return credentialName(`${auth.username}:${auth.password}`);
  const given: unknown = params instanceof URLSearchParams ? params.get('key') : (params as { key?: unknown })?.key;
  return credentialIn((name) => headers.get(name), typeof given === 'string' ? `?key=${given}` : url);
}
