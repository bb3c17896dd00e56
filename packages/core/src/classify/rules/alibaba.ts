import type { RuleFile } from '../rule.ts';

/** Alibaba Model Studio (DashScope). help.aliyun.com/en/model-studio/error-code, /rate-limiting-best-practices */
export const alibaba: RuleFile = {
  name: 'alibaba',
  texts: [
    // Says OpenAI's sentence for want of money of a throttle that is over within the minute
    ['rate_limited', /throttling\.(allocation|rate) ?quota|throttling\.burst/],
  ],
};
