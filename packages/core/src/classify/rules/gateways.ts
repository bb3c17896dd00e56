import type { RuleFile } from '../rule.ts';

/** Gateways, routers and proxies in front of providers. */
export const gateways: RuleFile = {
  name: 'gateway',
  codes: [
    // Cloudflare AI Gateway: its word for an upstream that did not answer
    ['bad_gateway', '2005'],
    // openrouter.ai/docs/api-reference/errors: a hold on credit for calls in flight
    ['rate_limited', 'openrouter_in_flight_budget'],
    // `detectAnswer`, and the judge of streams
    ['invalid_response', 'empty_body html_body truncated_json empty_stream malformed_event'],
    ['stream_interrupted', 'stream_cut'],
  ],
  texts: [
    // opencode Zen: its name for too many free calls in a row
    ['rate_limited', /free usage limit/],
    // vercel.com/docs/errors; Bedrock's ModelTimeoutException
    ['gateway_timeout', /invocation timeout|model timeout/],
    // LiteLLM's router, all of whose deployments cool down: docs.litellm.ai/docs/routing
    ['rate_limited', /no deployments available/],
    // Envoy: response flags UO, UF, UC and LR. envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
    ['overloaded', /reset reason: overflow/],
    ['connection_failed', /reset reason: (remote )?connection failure/],
    ['connection_reset', /reset reason: (connection termination|remote|local)/],
    // Varnish: whatever went wrong behind it
    ['bad_gateway', /backend fetch failed/],
    // Any proxy, in the title of its page
    ['gateway_timeout', /gateway time ?out/],
    // docs.apigee.com/api-platform/troubleshoot/runtime: status 500 in older releases
    ['rate_limited', /quota violation|spike arrest/],
    // learn.microsoft.com/azure/api-management/quota-policy: status 403
    ['quota_exhausted', /out of (call volume|bandwidth) quota/],
  ],
};
