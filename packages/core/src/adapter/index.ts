export { type Held, hold, streamLike } from './held-stream.ts';
export { isIdempotent } from './idempotent.ts';
export { judge, type Reply } from './judge.ts';
export { isOneShot, isStream } from './one-shot.ts';
export { type RefusalReply, refusalReply } from './refusal-reply.ts';
export type { RequestOptions } from './request-options.ts';
export { hostOf, modelIn, targetOf } from './target.ts';
export { warnOnce } from './warn-once.ts';
