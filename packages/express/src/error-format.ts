import type { IncomingMessage } from 'node:http';
import type { ErrorFormat } from '@breakwater/core/adapter';

/** As far as Express adds to Node's request. */
type Negotiating = IncomingMessage & { readonly accepts?: (types: string[]) => string | false };

/**
 * What the client reads: Anthropic's clients name their API's version, OpenAI's accept plain JSON and nothing else, and
 * everybody else gets problem details.
 */
export function formatFor(request: Negotiating): ErrorFormat {
  if (request.headers['anthropic-version'] !== undefined) return 'anthropic';
  return request.accepts?.(['application/problem+json', 'application/json']) === 'application/json'
    ? 'openai'
    : 'problem';
}
