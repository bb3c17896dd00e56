import { charactersIn, content, LAST, isObject, type Meaning, type Protocol, QUIET } from '../meaning.ts';

/** Ollama's own API, chat and generate: one object a line, the last with `done: true`. docs.ollama.com/api/streaming */
export const ollama: Protocol = {
  recognises: ({ done, model }) => typeof done === 'boolean' && typeof model === 'string',

  read({ done, message, response, thinking }): Meaning {
    const parts = isObject(message) ? { ...message, role: '' } : {};
    const characters = charactersIn([parts, response, thinking]);
    if (characters >= 0) return content(characters, done === true ? 'last' : undefined);
    return done === true ? LAST : QUIET;
  },
};
