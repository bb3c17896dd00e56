export { BreakwaterCallbackHandler } from './callback-handler.ts';
export { breakwaterMiddleware, type BreakwaterMiddleware } from './middleware.ts';
export type { GovernOptions } from './options.ts';
export { originalError } from './original-error.ts';
export { withBreakwater } from './with-breakwater.ts';
