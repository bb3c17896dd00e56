import { REFERENCE } from '../classify/reference.ts';
import type { BreakwaterError } from '../errors.ts';

/** A refusal as an upstream would have answered it. */
export interface RefusalReply {
  readonly status: BreakwaterError['status'];
  readonly statusText: string;
  /** `retry-after` in whole seconds, where a time to come back is known. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON error envelope that OpenAI's clients, and most others, know. */
  readonly body: string;
}

/** What a library is given in place of a response, so that the error it makes of that is its own. */
export function refusalReply({ code, message, status, retryAfterMs }: BreakwaterError): RefusalReply {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-should-retry': 'false', // the SDKs of OpenAI and Anthropic heed it: the policy has done what could be done
  };
  if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
  const body = JSON.stringify({ error: { message, type: 'breakwater', code } });
  return { status, statusText: REFERENCE[status].name, headers, body };
}
