import { destination, type DestinationStream, type Logger, pino } from 'pino';
import { inBatches } from './in-batches.ts';

/** What must not be in a log: a mark in place of its value. Without wildcards, which would cost more than the rest of a line. */
const SECRET = ['authorization', 'x-api-key', 'api-key', 'cookie', 'set-cookie', 'key', 'clientKeys', 'adminKey'];
const HOLDERS = ['headers', 'request.headers', 'req.headers', 'configuration', 'upstream'];
/** Bearer tokens and keys inside of texts. */
const SECRET_TEXT = /\bBearer\s+\S+|\b(?:sk|pk|rk|key)[-_][\w-]{8,}/g;
/** Of a message or a stack, characters. */
const MAX_TEXT = 4_000;

/** A system call for every line would be a twelfth of all work under load: about eighty lines go out with each. */
const BACKGROUND = { sync: false, minLength: 16_000, periodicFlush: 500 };

/**
 * The log of the gateway: one JSON object a line. It is told neither bodies nor headers; what slips in by way of an error
 * is cut down to its name, its message and its stack, without keys.
 *
 * @param stream - @defaultValue standard output, written in the background
 */
export function createLog(level: string, stream: DestinationStream = inBatches(destination(BACKGROUND))): Logger {
  const paths = SECRET.flatMap((name) => ['', ...HOLDERS].map((holder) => `${holder}["${name}"]`));
  return pino(
    { level, base: null, redact: { paths, censor: '[redacted]' }, serializers: { error: describeError } },
    stream,
  );
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: typeof error };
  return { name: error.name, message: clean(error.message), stack: clean(error.stack ?? '') };
}

function clean(text: string): string {
  return text.replace(SECRET_TEXT, '[redacted]').slice(0, MAX_TEXT);
}
