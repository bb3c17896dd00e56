import type { RuleFile } from '../rule.ts';

/** Gemini and Vertex AI. ai.google.dev/gemini-api/docs/troubleshooting, google.rpc QuotaFailure and ErrorInfo */
export const google: RuleFile = {
  name: 'google',
  codes: [
    // google/rpc/code.proto: the client closed the request
    ['cancelled', 'CANCELLED'],
    // googleapis google/api/error_reason.proto
    ['permission_denied', 'CONSUMER_INVALID SERVICE_DISABLED'],
  ],
  texts: [
    ['overloaded', /no capacity|capacity exhausted/],
    // A daily quota also carries a retryDelay of half a minute: the quota's id, or a limit of 0, outranks it
    [
      'quota_exhausted',
      /requests per day per|tokens per ?day per|per day per project|quota exceeded for metric.{0,160}limit: 0\b/,
    ],
    ['rate_limited', /per model per minute|quota exceeded for.{0,160}(per minute|per base model)/],
    // OpenAI's sentence for want of money; where Google says it of a minute's quota, it says when to come back
    ['quota_exhausted', /exceeded your current quota/],
    // "Resource has been exhausted (e.g. check quota)" is the answer to a burst
    ['rate_limited', /resource (has been )?exhausted/],
    // "Permission … denied on resource …/models/x (or it may not exist)"
    ['permission_denied', /permission.{0,60} denied on|not allowed to use publisher/],
  ],
};
