import { targetOf } from '@breakwater/core/adapter';
import type { InternalAxiosRequestConfig } from 'axios';

/** What a request goes to: see `targetOf` of core. */
export function targetOfConfig(
  { url = '', baseURL, allowAbsoluteUrls }: InternalAxiosRequestConfig,
  model: string | undefined,
): string {
  const absolute = allowAbsoluteUrls !== false && /^([a-z][a-z\d+.-]*:)?\/\//i.test(url);
  return targetOf(absolute ? url : (baseURL ?? url), model);
}
