export { attach } from './attach.ts';
export type { AttachOptions, AttemptInfo } from './attach-options.ts';
export type { RequestOptions } from './request-options.ts';
