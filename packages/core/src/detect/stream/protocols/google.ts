import { charactersIn, content, isObject, LAST, type Meaning, objectsIn, type Protocol, QUIET } from '../meaning.ts';

/** Gemini and Vertex AI. Their last word is the `finishReason` of a candidate. ai.google.dev/api/generate-content */
export const google: Protocol = {
  recognises: ({ candidates, promptFeedback }) => Array.isArray(candidates) || isObject(promptFeedback),

  read({ candidates, promptFeedback }): Meaning {
    // A prompt that was blocked gets no candidate, and nothing follows.
    if (isObject(promptFeedback) && typeof promptFeedback['blockReason'] === 'string') return LAST;
    let characters = -1;
    let finished = false;
    for (const { content: said, finishReason } of objectsIn(candidates)) {
      const inside = isObject(said) ? charactersIn(said['parts']) : -1;
      if (inside >= 0) characters = Math.max(0, characters) + inside;
      if (typeof finishReason === 'string' && finishReason !== 'FINISH_REASON_UNSPECIFIED') finished = true;
    }
    if (characters >= 0) return content(characters, finished ? 'last' : undefined);
    return finished ? LAST : QUIET;
  },
};
