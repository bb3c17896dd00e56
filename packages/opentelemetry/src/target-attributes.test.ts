import { describe, expect, it } from 'vitest';
import { genAiAttributes } from './target-attributes.ts';

describe('the name of a target', () => {
  it.each([
    ['openai/gpt-5', 'openai', 'gpt-5'],
    ['api.openai.com/gpt-5', 'openai', 'gpt-5'],
    ['api.anthropic.com/claude-sonnet-4.5', 'anthropic', 'claude-sonnet-4.5'],
    ['my-resource.openai.azure.com/deployment', 'azure.ai.openai', 'deployment'],
    ['bedrock-runtime.us-east-1.amazonaws.com/anthropic.claude', 'aws.bedrock', 'anthropic.claude'],
    ['generativelanguage.googleapis.com/gemini-3-pro', 'gcp.gemini', 'gemini-3-pro'],
    ['europe-west4-aiplatform.googleapis.com/gemini-3-pro', 'gcp.vertex_ai', 'gemini-3-pro'],
    ['api.mistral.ai/mistral-large', 'mistral_ai', 'mistral-large'],
    ['api.groq.com/meta-llama/llama-4', 'groq', 'meta-llama/llama-4'],
    ['api.x.ai/grok-5', 'x_ai', 'grok-5'],
  ])('%s says the provider %s and the model %s', (target, provider, model) => {
    expect(genAiAttributes(target)).toEqual({ 'gen_ai.provider.name': provider, 'gen_ai.request.model': model });
  });

  it('says the provider alone where it names no model', () => {
    expect(genAiAttributes('api.openai.com')).toEqual({ 'gen_ai.provider.name': 'openai' });
  });

  it.each(['search', 'gateway.example.com/gpt-5', 'notopenai.com/gpt-5', 'evil-x.ai.example/grok', ''])(
    'says nothing in %j',
    (target) => {
      expect(genAiAttributes(target)).toEqual({});
    },
  );
});
