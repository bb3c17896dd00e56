import OpenAI, { APIError } from 'openai';
import { HANGING } from './scenario.ts';

/**
 * How a call ended.
 * - `right`: with the whole answer to its own question
 * - `wrong`: with another, a part of it without a word, or a piece of it twice
 * - `broken`: a stream that had begun broke, and the client was told
 * - `lost`: without an answer
 */
export type Ending = 'right' | 'wrong' | 'broken' | 'lost';

/** Clients of the gateway, with OpenAI's own library. */
export interface Clients {
  /** What the clients of lost calls were told, by the id of their request. */
  readonly losses: ReadonlyMap<string, string>;
  /** @param id - of the request, as it is in the gateway's log. */
  ask(question: string, streams: boolean, id: string): Promise<Ending>;
  /** Asks what is never answered, and leaves. */
  leave(afterMs: number): Promise<void>;
}

/** @param answers - what each question is to be answered with. */
export function createClients(url: string, answers: ReadonlyMap<string, string>): Clients {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-soak', maxRetries: 0, timeout: 60_000 });
  const losses = new Map<string, string>();
  return {
    losses,
    async ask(content, streams, id) {
      const headers = { 'x-request-id': id };
      const question = { model: 'gpt-5', messages: [{ role: 'user' as const, content }] };
      let text = '';
      try {
        if (streams) {
          for await (const { choices } of await client.chat.completions.create(
            { ...question, stream: true },
            { headers },
          )) {
            text += choices[0]?.delta.content ?? '';
          }
        } else text = (await client.chat.completions.create(question, { headers })).choices[0]?.message.content ?? '';
      } catch (error) {
        // What had come by then has to be the beginning of the answer, and nothing else.
        const begun = text !== '' && (answers.get(content)?.startsWith(text) ?? false);
        if (begun && error instanceof APIError) return 'broken';
        if (text !== '') return 'wrong';
        const { status, code } = error as APIError;
        losses.set(id, `${status ?? 'no answer'} ${code ?? (error as Error).message}`);
        return 'lost';
      }
      return text === answers.get(content) ? 'right' : 'wrong';
    },
    async leave(afterMs) {
      const question = { model: HANGING, messages: [{ role: 'user' as const, content: 'x' }] };
      await client.chat.completions.create(question, { signal: AbortSignal.timeout(afterMs) }).catch(() => undefined);
    },
  };
}
