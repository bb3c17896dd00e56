import { charactersIn, content, failed, isObject, LAST, type Meaning, type Protocol, QUIET } from '../meaning.ts';

/** Events that only say that something will come. */
const HEADS = /^(?:response\.(?:created|queued|in_progress|output_item\.added|content_part\.added)|keepalive)$/;
/** Events that repeat what was said. */
const REPEATS = /\.done$/;

/** OpenAI's responses. platform.openai.com/docs/api-reference/responses-streaming */
export const openaiResponses: Protocol = {
  recognises: ({ type }) => typeof type === 'string' && type.startsWith('response.'),

  read({ type, delta, response }): Meaning {
    if (typeof type !== 'string' || HEADS.test(type)) return QUIET;
    if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.cancelled') return LAST;
    if (type === 'response.failed') {
      const error = isObject(response) ? response['error'] : undefined;
      return failed({ error: error ?? { message: 'response failed' } });
    }
    return content(REPEATS.test(type) ? 0 : Math.max(0, charactersIn(delta)));
  },
};
