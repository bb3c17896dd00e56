import type { RuleFile } from '../rule.ts';

/** Providers that speak for themselves in a word or two, or in numbers. */
export const providers: RuleFile = {
  name: 'provider',
  codes: [
    // Zhipu: docs.bigmodel.cn/cn/api/api-code
    ['billing', '1113'],
    ['quota_exhausted', '1304 1308 1310'],
    ['rate_limited', '1302 1303'],
    ['content_policy', '1301'],
    ['context_length_exceeded', '1261'],
    ['model_not_found', '1211'],
    // MiniMax: platform.minimaxi.com/document/error-codes
    ['billing', '1008'],
    ['content_policy', '1026 1027'],
    // Cloudflare: developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors
    ['rate_limited', '1015'],
    ['permission_denied', '1020'],
    ['region_blocked', '1009'],
    // Volcengine Ark: www.volcengine.com/docs/82379/1299023
    ['model_not_found', 'ModelNotOpen'],
    ['quota_exhausted', 'SetLimitExceeded'],
  ],
  texts: [
    // Voyage: a 429 that offers to lift the limit for a payment method
    ['rate_limited', /reduced rate limits/],
    // Volcengine Ark: a limit that the customer has set, "Safe Experience Mode"
    ['quota_exhausted', /set inference limit/],
    // Fireworks: docs.fireworks.ai/guides/quotas_usage/rate-limits, for want of serverless capacity
    ['rate_limited', /exceeded your usage limits\. please try again/],
  ],
};
