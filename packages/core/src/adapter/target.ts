/**
 * The host that a URL leads to, with its port.
 *
 * @param url - absolute, or relative to the page where there is one.
 * @returns undefined for a URL without a host.
 */
export function hostOf(url: string | URL): string | undefined {
  // The page is only for what a browser would resolve against it; elsewhere such a URL fails in the library.
  const { location } = globalThis as { location?: { href: string } };
  const host = URL.parse(url, location?.href)?.host;
  return host === '' ? undefined : host;
}

/**
 * What a request goes to: the host, and the model where the body names one, as in `api.openai.com/gpt-5`. Paths and
 * queries stay out: they hold ids, and every id would become a target of its own.
 */
export function targetOf(url: string | URL, model?: string): string {
  return (hostOf(url) ?? 'unknown-host') + (model === undefined ? '' : `/${model}`);
}

/** A name: no longer than 128 characters, and without a space, `?` or `#` in it. */
const NAME = /^[^\s?#]{1,128}$/;
/** Azure's `/deployments/<name>/chat/completions`, and Google's `/models/<name>:generateContent`. */
const IN_PATH = /\/deployments\/([^/?#]+)\/|\/models\/([^/:?#]+):[a-z]/i;

/**
 * The model that a request names: in its path where that is where the API has it, else in its JSON body.
 *
 * @param body - before or after it was written out.
 * @returns undefined where there is none, or where it is no name.
 */
export function modelIn(body: unknown, url: string | URL = ''): string | undefined {
  try {
    const [, deployment, placed] = IN_PATH.exec(String(url)) ?? [];
    const path = deployment ?? placed;
    const parse = (): unknown => (typeof body === 'string' ? JSON.parse(body) : body);
    const model =
      path === undefined ? (parse() as { model?: unknown } | null | undefined)?.model : decodeURIComponent(path);
    return typeof model === 'string' && NAME.test(model) ? model : undefined;
  } catch {
    return undefined;
  }
}
