import type { RuleFile } from '../rule.ts';

/** Gateways, routers and proxies in front of providers, and the frameworks behind which errors arrive. */
export const gateways: RuleFile = {
  name: 'gateway',
  codes: [
    // docs.litellm.ai/docs/exception_mapping and litellm/proxy/_types.py (ProxyErrorTypes)
    ['quota_exhausted', 'budget_exceeded BudgetExceededError'],
    ['invalid_api_key', 'token_not_found_in_db'],
    ['expired_api_key', 'expired_key'],
    ['permission_denied', 'key_model_access_denied team_model_access_denied'],
    ['context_length_exceeded', 'ContextWindowExceededError'],
    ['content_policy', 'ContentPolicyViolationError'],
    // js.langchain.com/docs/troubleshooting/errors, @langchain/core errors
    ['context_length_exceeded', 'ContextOverflowError'],
    ['quota_exhausted', 'InsufficientQuotaError RateLimitQuotaExhaustedError'],
    ['overloaded', 'RateLimitCapacityError'],
    // openrouter.ai/docs/api-reference/errors: a hold on credit for calls in flight
    ['rate_limited', 'openrouter_in_flight_budget'],
    // vercel.com/docs/ai-gateway, vercel.com/docs/errors
    ['model_not_found', 'GatewayModelNotFoundError'],
    ['gateway_timeout', 'FUNCTION_INVOCATION_TIMEOUT EDGE_FUNCTION_INVOCATION_TIMEOUT'],
    // developers.cloudflare.com/ai-gateway: its word for an upstream that did not answer
    ['bad_gateway', '2005'],
    ['maintenance', 'MAINTENANCE_MODE'],
    // QuantumNous/new-api types/error.go
    ['quota_exhausted', 'insufficient_user_quota pre_consume_token_quota_failed'],
    ['connection_failed', 'do_request_failed'],
    ['missing_api_key', 'api_key_required missing_api_key no_api_key'],
    // @breakwater/core detectAnswer
    ['invalid_response', 'empty_body html_body truncated_json'],
  ],
  general: [
    ['quota_exhausted', 'quota_exceeded QuotaExceededError'],
    ['rate_limited', 'rate_limited RateLimitExceeded FreeUsageLimitError'],
    ['client_timeout', 'litellm.Timeout GatewayTimeoutError'],
    ['bad_gateway', 'failed_dependency provider_unavailable'],
  ],
  vague: [['not_found', 'GatewayNotFoundError']],
};
