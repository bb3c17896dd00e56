/**
 * The same response with another body: status, headers, url and all else stay. A body that `fetch` has decoded loses the
 * headers that speak of what was on the wire.
 */
export function rebuild(response: Response, body: BodyInit): Response {
  const headers = new Headers(response.headers);
  if (headers.has('content-encoding')) {
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  const { status, statusText } = response;
  return identify(new Response(body, { status, statusText, headers }), response);
}

/** A response that was made here has no url, and its clones have none either. */
function identify(made: Response, { url, redirected, type }: Pick<Response, 'url' | 'redirected' | 'type'>): Response {
  const define = (name: string, value: unknown): void => {
    Object.defineProperty(made, name, { value, configurable: true });
  };
  define('url', url);
  define('redirected', redirected);
  define('type', type);
  define('clone', () => identify(Response.prototype.clone.call(made), { url, redirected, type }));
  return made;
}
