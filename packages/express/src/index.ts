export { admission, type AdmissionOptions } from './admission.ts';
export { type CallOptions, callOptions } from './call-options.ts';
export { errorHandler, type ErrorHandlerOptions, type ErrorReport } from './error-handler.ts';
export { requestIdOf } from './request-id.ts';
export type { ErrorMiddleware, Middleware, Next } from './middleware.ts';
