import type { RuleFile } from '../rule.ts';

/** Gemini and Vertex AI: google.rpc codes, the reasons of ErrorInfo and the quota ids of QuotaFailure. */
export const google: RuleFile = {
  name: 'google',
  codes: [
    // googleapis google/api/error_reason.proto
    ['invalid_api_key', 'API_KEY_INVALID ACCESS_TOKEN_TYPE_UNSUPPORTED CREDENTIALS_MISSING ACCOUNT_STATE_INVALID'],
    ['expired_api_key', 'API_KEY_EXPIRED ACCESS_TOKEN_EXPIRED'],
    [
      'permission_denied',
      'SERVICE_DISABLED API_KEY_SERVICE_BLOCKED API_KEY_HTTP_REFERRER_BLOCKED API_KEY_IP_ADDRESS_BLOCKED ACCESS_TOKEN_SCOPE_INSUFFICIENT IAM_PERMISSION_DENIED CONSUMER_INVALID',
    ],
    ['billing', 'BILLING_DISABLED'],
    // cloudcode-pa.googleapis.com
    ['overloaded', 'MODEL_CAPACITY_EXHAUSTED'],
    ['quota_exhausted', 'QUOTA_EXHAUSTED INSUFFICIENT_G1_CREDITS_BALANCE'],
    ['content_policy', 'PUBLIC_ERROR_UNSAFE_GENERATION'],
  ],
  texts: [
    // A daily quota also carries a retryDelay of half a minute: the quota's id and a limit of 0 outrank it
    ['quota_exhausted', /per_?day(?:per|_)|perdayper|quota exceeded for metric[^\n]{0,160}limit: 0\b/],
    // The same sentence as OpenAI's for want of money, here for a minute's quota
    ['rate_limited', /exceeded your current quota[^\n]{0,400}(?:\n[^\n]{0,400}){0,8}retry in \d/],
    ['rate_limited', /quota exceeded for[^\n]{0,200}(?:per[ _]?minute|per_base_model|perminute)/],
  ],
  general: [
    // google/rpc/code.proto, as Gemini uses it: ai.google.dev/gemini-api/docs/troubleshooting
    ['rate_limited', 'RESOURCE_EXHAUSTED RATE_LIMIT_EXCEEDED rateLimitExceeded too_many_requests'],
    ['overloaded', 'UNAVAILABLE service_unavailable'],
    ['gateway_timeout', 'DEADLINE_EXCEEDED'],
    ['invalid_api_key', 'UNAUTHENTICATED'],
    ['permission_denied', 'PERMISSION_DENIED'],
  ],
  vague: [
    ['invalid_request', 'INVALID_ARGUMENT FAILED_PRECONDITION OUT_OF_RANGE'],
    ['not_found', 'NOT_FOUND'],
    ['server_error', 'INTERNAL'],
    ['cancelled', 'CANCELLED'],
    ['conflict', 'ALREADY_EXISTS ABORTED'],
  ],
};
