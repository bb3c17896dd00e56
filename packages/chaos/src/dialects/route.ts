import { isRecord } from '../scenario/check.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import type { Dialect, Question } from './dialect.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { openaiModels } from './openai-models.ts';
import { openaiResponses } from './openai-responses.ts';

// Matched by the path's end, so that any prefix works: `/v1`, `/openai/v1`, `/api/v1`, a gateway's own.
const ENDPOINTS: readonly { readonly method: string; readonly ending: string; readonly dialect: Dialect }[] = [
  { method: 'POST', ending: '/chat/completions', dialect: openaiChat },
  { method: 'POST', ending: '/responses', dialect: openaiResponses },
  { method: 'POST', ending: '/embeddings', dialect: openaiEmbeddings },
  { method: 'POST', ending: '/messages', dialect: anthropicMessages },
  { method: 'GET', ending: '/models', dialect: openaiModels },
];

/** The endpoints served, for the message of a 404. */
export const SERVED: readonly string[] = ENDPOINTS.map(({ method, ending }) => `${method} /v1${ending}`);

/** The dialect of a request, or nothing when the server has no such endpoint. */
export function dialectFor(method: string, path: string): Dialect | undefined {
  const found = ENDPOINTS.find((endpoint) => endpoint.method === method && path.endsWith(endpoint.ending));
  if (found) return found.dialect;
  return method === 'GET' && path.includes('/models/') ? openaiModels : undefined;
}

/** Reads what a request asks for. A body that is no JSON object asks for nothing, which the dialect complains about. */
export function readQuestion(path: string, bodyText: string): Question {
  const body = parseObject(bodyText);
  const { model, stream } = body;
  const limit = body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens'];
  return {
    model: typeof model === 'string' ? model : 'chaos-large',
    prompt: promptOf(body),
    streaming: stream === true,
    maxWords: Number.isInteger(limit) && (limit as number) > 0 ? (limit as number) : undefined,
    body,
    path,
  };
}

function parseObject(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

// Messages and inputs come as texts or as lists of parts. As JSON they still are the same text for the same request.
function promptOf(body: Readonly<Record<string, unknown>>): string {
  const asked = body['messages'] ?? body['input'] ?? '';
  return typeof asked === 'string' ? asked : JSON.stringify(asked);
}
