import type { RuleFile } from '../rule.ts';

/** Anthropic's API, and the many gateways that speak its dialect. Types: docs.anthropic.com/en/api/errors. */
export const anthropic: RuleFile = {
  name: 'anthropic',
  codes: [
    // `error.details.error_code` of a 429 without retry-after: a tier's cap on money
    ['quota_exhausted', 'enforced_spend_limit_reached'],
    ['payload_too_large', 'request_too_large'],
    ['overloaded', 'overloaded_error'],
    ['billing', 'billing_error'],
  ],
  texts: [
    // A limit the customer set: status 400, type invalid_request_error
    ['billing', /reached your specified api usage limits|specified (?:api )?(?:usage|spend) limit/],
  ],
  general: [
    ['invalid_api_key', 'authentication_error'],
    ['permission_denied', 'permission_error'],
    ['gateway_timeout', 'timeout_error'],
  ],
  vague: [
    ['not_found', 'not_found_error'],
    ['conflict', 'conflict_error'],
    ['server_error', 'api_error'],
  ],
};
