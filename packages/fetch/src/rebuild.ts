/**
 * The same response with another body: status, headers, url and all else stay. A body that `fetch` has decoded loses the
 * headers that speak of what was on the wire.
 */
export function rebuild(response: Response, body: BodyInit): Response {
  const { status, statusText, headers } = response;
  const made = new Response(body, { status, statusText, headers });
  if (made.headers.has('content-encoding')) {
    made.headers.delete('content-encoding');
    made.headers.delete('content-length');
  }
  return identify(made, response);
}

/**
 * The very same response, which says of itself that it has failed: for clients that believe the status and look no
 * further.
 */
export function restate(response: Response, status: number): Response {
  response.headers.set('x-should-retry', 'false');
  const { url, redirected, type } = response;
  return dress(response, { url, redirected, type, status, statusText: '', ok: false });
}

/** A response that was made here has no url. */
function identify(made: Response, { url, redirected, type }: Response): Response {
  return dress(made, { url, redirected, type });
}

/** Gives a response, and its clones, what their constructor does not take. */
function dress(made: Response, own: Partial<Response>): Response {
  for (const [name, value] of Object.entries(own)) Object.defineProperty(made, name, { value, configurable: true });
  const clone = (): Response => dress(Response.prototype.clone.call(made), own);
  return Object.defineProperty(made, 'clone', { value: clone, configurable: true });
}
