import { hash, seededRandom } from '../random.ts';
import type { Dialect } from './dialect.ts';
import { openai, openaiError } from './openai-vendor.ts';
import { dataEvent } from './server-sent-event.ts';
import { tokenCount } from './text.ts';

// Small on purpose: a test wants to see a vector, not to search with one. `dimensions` in the request changes it.
const DEFAULT_DIMENSIONS = 8;
const MAXIMUM_DIMENSIONS = 4_096;

/** `POST /v1/embeddings`: unit vectors that depend on the seed, the model and the text alone. */
export const openaiEmbeddings: Dialect = {
  name: 'openai-embeddings',
  vendor: openai,
  keepAlive: '',

  complaint({ body, model }) {
    if (body['input'] !== undefined) return undefined;
    return { status: 400, message: "Missing required parameter: 'input'.", model };
  },

  answer(question, { seed }) {
    const { input, dimensions, encoding_format: encoding } = question.body;
    const size = Number.isInteger(dimensions)
      ? Math.min(Math.max(dimensions as number, 1), MAXIMUM_DIMENSIONS)
      : DEFAULT_DIMENSIONS;
    const data = textsOf(input).map((text, index) => {
      const vector = unitVector(size, hash(seed, question.model, text));
      return { object: 'embedding', index, embedding: encoding === 'base64' ? base64(vector) : vector };
    });
    const tokens = tokenCount(question.prompt);
    return JSON.stringify({
      object: 'list',
      data,
      model: question.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  },

  errorEvent: (order) => dataEvent({ error: openaiError(order) }),
};

// The input is a text, a list of texts, a list of tokens, or a list of lists of tokens.
function textsOf(input: unknown): string[] {
  if (!Array.isArray(input)) return [String(input)];
  if (input.every((item) => typeof item === 'number')) return [input.join(' ')];
  return input.map(String);
}

function unitVector(size: number, seed: number): number[] {
  const random = seededRandom(seed);
  const vector = Array.from({ length: size }, () => random() * 2 - 1);
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
