import type { RuleFile } from '../rule.ts';

/** Anthropic, where the shared wording would go wrong. docs.anthropic.com/en/api/errors, /rate-limits */
export const anthropic: RuleFile = {
  name: 'anthropic',
  texts: [
    // 404: all that it says is "model: claude-x"
    ['model_not_found', /^model: /m],
    // A limit that the customer has set: status 400, type invalid_request_error
    ['billing', /specified (api )?usage limit/],
    // Subscriptions: "You've hit your limit · resets 1:30pm"
    ['quota_exhausted', /(hit|reached) your (\w{1,12} )?limit/],
    // Asks to reduce the prompt, but waiting helps
    ['rate_limited', /would exceed (the|your) .{0,30}rate limit/],
  ],
};
