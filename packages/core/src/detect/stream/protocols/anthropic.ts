import { charactersIn, content, ENOUGH, isObject, LAST, type Meaning, type Protocol, QUIET } from '../meaning.ts';

const EVENTS = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/;

/** Anthropic's messages. platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropic: Protocol = {
  recognises: ({ type }) => typeof type === 'string' && EVENTS.test(type),

  read({ type, delta, content_block: block }): Meaning {
    if (type === 'message_stop') return LAST;
    if (type === 'message_delta') return isObject(delta) && typeof delta['stop_reason'] === 'string' ? ENOUGH : QUIET;
    if (type === 'content_block_delta' && isObject(delta)) {
      const { text, thinking, partial_json: json } = delta;
      return content(Math.max(0, charactersIn([text, thinking, json])));
    }
    // A block may come whole: what a search of the server found.
    return type === 'content_block_start' && isObject(block) && Array.isArray(block['content']) ? content(0) : QUIET;
  },
};
