import type { Breakwater } from '@breakwater/core';
import { respondJson, respondText } from './security-headers.ts';

/** What a request to act carries its token in. A header of our own: no form and no image of a stranger can set it. */
const TOKEN_HEADER = 'x-breakwater-token';
/** A command is some hundred bytes; characters. */
const LONGEST_BODY = 4_096;

/** What can be done to a target by hand. */
const ACTIONS = ['isolate', 'reset'] as const;
type Action = (typeof ACTIONS)[number];

/** A token that only a page of ours can know. */
export function createToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Isolates or resets a target: `POST` with `{ "target": "openai/gpt-5", "action": "isolate" }`.
 *
 * @param token - undefined where control is not allowed.
 */
export async function control(breakwater: Breakwater, token: string | undefined, request: Request): Promise<Response> {
  if (request.method !== 'POST') return respondText('Method not allowed: POST it', 405, { allow: 'POST' });
  if (token === undefined) {
    return respondText(
      'Control is off: pass `allowControl: true` to createDashboard to isolate and reset targets',
      403,
    );
  }
  const problem = forgery(request, token);
  if (problem !== undefined) return respondText(`Forbidden: ${problem}`, 403);
  const body = await request.text();
  const command = body.length > LONGEST_BODY ? undefined : readCommand(body);
  if (command === undefined) {
    return respondText('Bad request: send { "target": a name, "action": "isolate" or "reset" } as JSON', 400);
  }
  const { target, action } = command;
  // Only what is known: a typing error must not become a target.
  if (!Object.hasOwn(breakwater.snapshot().targets, target)) return respondText('Not found: no such target', 404);
  breakwater[action](target);
  return respondJson({ target, action });
}

/** Why a request may come from a page of somebody else; undefined where it cannot. */
function forgery({ url, headers }: Request, token: string): string | undefined {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return 'the request comes from another site (Sec-Fetch-Site)';
  const origin = headers.get('origin');
  // Browsers that send the one header may be taken at their word; the host may have been rewritten by a proxy.
  if (site === null && origin !== null && hostOf(origin) !== new URL(url).host) {
    return 'the request comes from another site (Origin)';
  }
  if (!isJson(headers.get('content-type'))) return 'the content type is not application/json';
  if (!isSame(headers.get(TOKEN_HEADER) ?? '', token)) {
    return `the token is missing or of another process (${TOKEN_HEADER}): load the page again`;
  }
  return undefined;
}

function readCommand(body: string): { readonly target: string; readonly action: Action } | undefined {
  try {
    const { target, action } = Object(JSON.parse(body)) as Readonly<Record<string, unknown>>;
    const known = ACTIONS.find((name) => name === action);
    return typeof target === 'string' && known !== undefined ? { target, action: known } : undefined;
  } catch {
    return undefined;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined; // 'null' for sandboxed pages
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let index = 0; index < token.length; index++) difference |= given.charCodeAt(index) ^ token.charCodeAt(index);
  return difference === 0;
}
