import type { RuleFile } from '../rule.ts';

/** OpenAI, Azure OpenAI, and what the many that speak their dialect have taken over. */
export const openai: RuleFile = {
  name: 'openai',
  codes: [
    // platform.openai.com/docs/guides/error-codes: the codes under type `insufficient_quota`
    [
      'quota_exhausted',
      'insufficient_quota credit_balance_exhausted organization_spend_limit_exceeded project_spend_limit_exceeded organization_usage_limit_exceeded',
    ],
    // openai/codex: `usage_limit_reached` with resets_in_seconds, `usage_not_included` for plans without it
    ['quota_exhausted', 'usage_limit_reached usage_not_included'],
    // Seen with 400 and 429; under a 429 the engine makes it quota_exhausted
    ['billing', 'billing_not_active billing_hard_limit_reached'],
    // platform.openai.com/docs/guides/error-codes
    ['context_length_exceeded', 'context_length_exceeded string_above_max_length'],
    ['content_policy', 'content_policy_violation invalid_prompt moderation_blocked'],
    // learn.microsoft.com/azure/ai-services/openai/concepts/content-filter
    ['content_policy', 'content_filter ResponsibleAIPolicyViolation'],
    ['model_not_found', 'model_not_found'],
    // learn.microsoft.com/azure/ai-services/openai/reference: deployments stand for models
    ['model_not_found', 'DeploymentNotFound OperationNotSupported'],
    ['region_blocked', 'unsupported_country_region_territory'],
    ['invalid_api_key', 'invalid_api_key account_deactivated'],
    ['conflict', 'conversation_locked'],
  ],
  general: [
    // platform.openai.com/docs/guides/error-codes: `slow_down`, formerly a 503, asks for less
    ['rate_limited', 'rate_limit_exceeded rate_limit_error rate_limit_reached_error slow_down RateLimitReached'],
    ['overloaded', 'server_is_overloaded service_unavailable_error engine_overloaded'],
    // The SDKs' classes where no status came through: openai-node src/core/error.ts
    ['connection_failed', 'APIConnectionError'],
    ['client_timeout', 'APIConnectionTimeoutError APITimeoutError'],
    ['permission_denied', 'PermissionDeniedError'],
  ],
  vague: [
    ['invalid_request', 'invalid_request_error BadRequestError UnprocessableEntityError'],
    ['not_found', 'NotFoundError'],
    ['conflict', 'ConflictError'],
    ['server_error', 'server_error InternalServerError'],
    ['invalid_api_key', 'AuthenticationError'],
  ],
};
