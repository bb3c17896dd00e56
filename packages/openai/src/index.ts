export type { GovernedOptions, OpenAIPolicyOptions } from './client-options.ts';
export { perRequest, type PerRequest } from './per-request.ts';
export { withBreakwater } from './with-breakwater.ts';
