import type { InternalAxiosRequestConfig } from 'axios';

/**
 * What a request goes to: the host, and the model where the body names one, as in `api.openai.com/gpt-5`. Paths and
 * queries stay out: they hold ids, and every id would become a target of its own.
 */
export function targetOf({ url = '', baseURL, allowAbsoluteUrls }: InternalAxiosRequestConfig, model?: string): string {
  const absolute = allowAbsoluteUrls !== false && /^([a-z][a-z\d+.-]*:)?\/\//i.test(url);
  // The page is only for what a browser would resolve against it; elsewhere such a URL fails in the adapter.
  const { location } = globalThis as { location?: { href: string } };
  const host = URL.parse(absolute ? url : (baseURL ?? url), location?.href)?.host ?? '';
  return (host === '' ? 'unknown-host' : host) + (model === undefined ? '' : `/${model}`);
}

/**
 * The `model` of a JSON body, before or after it was written out.
 *
 * @returns undefined where there is none, or where it is no name: longer than 128 characters, or with a space, `?` or
 *   `#` in it.
 */
export function modelIn(body: unknown): string | undefined {
  try {
    const { model } = (typeof body === 'string' ? JSON.parse(body) : body) as { model?: unknown };
    return typeof model === 'string' && /^[^\s?#]{1,128}$/.test(model) ? model : undefined;
  } catch {
    return undefined;
  }
}
