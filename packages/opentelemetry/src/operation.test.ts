import { expect, it } from 'vitest';
import { operationOf } from './operation.ts';

it.each([
  ['openai/gpt-5', 'chat'],
  ['api.anthropic.com/claude-sonnet-5-5', 'chat'],
  ['openai/text-embedding-3-small', 'embeddings'],
  ['openai/gpt-image-1', undefined],
  ['openai/whisper-1', undefined],
  ['openai', undefined],
  ['search/products', undefined],
])('takes %s for %s', (target, operation) => {
  expect(operationOf(target)).toBe(operation);
});
