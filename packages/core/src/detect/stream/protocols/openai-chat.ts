import { charactersIn, content, ENOUGH, type Event, failed, objectsIn, type Protocol, QUIET } from '../meaning.ts';

/**
 * OpenAI's chat completions, and the legacy completions: Azure, OpenRouter, Groq, Mistral, vLLM, LiteLLM and all others
 * that speak it. The last word is `[DONE]`, which is no JSON and is known to the judge; where it is left out, a
 * `finish_reason` shows that the answer is whole. platform.openai.com/docs/api-reference/chat-streaming
 */
export const openaiChat: Protocol = {
  recognises: ({ choices, object }) => Array.isArray(choices) || object === 'chat.completion.chunk',

  read({ choices }) {
    let characters = -1;
    let finished = false;
    for (const choice of objectsIn(choices)) {
      const { finish_reason: reason } = choice;
      // OpenRouter, where the error itself went missing
      if (reason === 'error') return failed({ error: { type: 'upstream_error', message: nativeReason(choice) } });
      if (typeof reason === 'string' && reason !== '') finished = true;
      characters = add(characters, charactersOf(choice));
    }
    if (characters >= 0) return content(characters, finished ? 'enough' : undefined);
    return finished ? ENOUGH : QUIET;
  },
};

function charactersOf({ delta, text }: Event): number {
  if (typeof text === 'string') return charactersIn(text);
  if (typeof delta !== 'object' || delta === null) return -1;
  let sum = -1;
  for (const [key, value] of Object.entries(delta as Event)) {
    if (key === 'role') continue;
    sum = add(sum, key === 'tool_calls' ? argumentsIn(value) : charactersIn(value));
  }
  return sum;
}

/** A call of a tool is content from its name on, and its length that of its arguments. */
function argumentsIn(calls: unknown): number {
  let sum = -1;
  for (const call of objectsIn(calls)) {
    const { arguments: text } = (call['function'] ?? {}) as Event;
    sum = add(sum, typeof text === 'string' ? text.length : 0);
  }
  return sum;
}

/** Adds two counts, of which -1 is nothing. */
function add(left: number, right: number): number {
  return right < 0 ? left : Math.max(left, 0) + right;
}

function nativeReason({ native_finish_reason: reason }: Event): string {
  return typeof reason === 'string' ? `upstream error: ${reason}` : 'upstream error';
}
