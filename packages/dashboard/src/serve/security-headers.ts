/**
 * Everything comes from where the page came from, and from files: an injected script or style has no way to run, and
 * nothing can be sent elsewhere. Trusted types make sure that no text ever becomes markup.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const ALWAYS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** A response with the headers that every response of the dashboard has; never stored unless `headers` says so. */
export function respond(
  body: BodyInit | null,
  status: number,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    status,
    headers: { ...ALWAYS, 'cache-control': 'no-store', 'content-type': contentType, ...headers },
  });
}

export function respondText(text: string, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return respond(`${text}\n`, status, 'text/plain; charset=utf-8', headers);
}

export function respondJson(value: unknown, status = 200): Response {
  return respond(JSON.stringify(value), status, 'application/json; charset=utf-8');
}
