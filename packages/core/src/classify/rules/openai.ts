import type { RuleFile } from '../rule.ts';

/** OpenAI and Azure OpenAI, where the shared wording would go wrong. platform.openai.com/docs/guides/error-codes */
export const openai: RuleFile = {
  name: 'openai',
  texts: [
    // One request above the whole limit per minute: 429 at OpenAI, 413 at Groq, the same sentence
    ['request_exceeds_limit', /request too large.{0,200}(limit|tpm|tokens per)|tokens must be reduced/],
    // learn.microsoft.com/azure/ai-services/openai: "invalid subscription key or wrong API endpoint" begins with "Access denied"
    ['invalid_api_key', /invalid subscription key/],
    // Azure's system limit, code RATE_LIMITED: "high demand", yet it is this customer who is too large for it
    ['rate_limited', /exceeds the maximum usage size/],
  ],
};
