export type { LoggedType, LogLevel } from './log-line.ts';
export { type Logger, loggerSink, type LoggerSinkOptions } from './logger-sink.ts';
export type { WebhookEvent, WebhookOptions, WebhookPayload } from './webhook-options.ts';
export { type WebhookSink, webhookSink } from './webhook-sink.ts';
