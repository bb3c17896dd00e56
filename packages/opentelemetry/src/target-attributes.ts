import type { Attributes } from '@opentelemetry/api';

/** The `gen_ai.provider.name` of the conventions for the hosts and short names that targets are made of. */
const PROVIDERS: readonly (readonly [pattern: RegExp, provider: string])[] = [
  [/(^|\.)openai\.azure\.com$|^azure$/, 'azure.ai.openai'],
  [/(^|\.)(services\.ai|inference\.ai)\.azure\.com$/, 'azure.ai.inference'],
  [/(^|\.)openai\.com$|^openai$/, 'openai'],
  [/(^|\.)anthropic\.com$|^anthropic$/, 'anthropic'],
  [/^bedrock.*\.amazonaws\.com$|^bedrock$/, 'aws.bedrock'],
  [/^generativelanguage\.googleapis\.com$|^gemini$/, 'gcp.gemini'],
  [/aiplatform\.googleapis\.com$|^vertex$/, 'gcp.vertex_ai'],
  [/(^|\.)mistral\.ai$|^mistral$/, 'mistral_ai'],
  [/(^|\.)cohere\.(com|ai)$|^cohere$/, 'cohere'],
  [/(^|\.)deepseek\.com$|^deepseek$/, 'deepseek'],
  [/(^|\.)groq\.com$|^groq$/, 'groq'],
  [/(^|\.)perplexity\.ai$|^perplexity$/, 'perplexity'],
  [/(^|\.)x\.ai$|^xai$/, 'x_ai'],
];

/**
 * What a target says by its name, as the conventions call it: `api.openai.com/gpt-5` and `openai/gpt-5` name a provider
 * and a model. A name that means something else says nothing.
 */
export function genAiAttributes(target: string): Attributes {
  const [place = '', ...rest] = target.split('/');
  const provider = PROVIDERS.find(([pattern]) => pattern.test(place))?.[1];
  if (provider === undefined) return {};
  const model = rest.join('/');
  return { 'gen_ai.provider.name': provider, ...(model !== '' && { 'gen_ai.request.model': model }) };
}
