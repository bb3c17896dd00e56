import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import createError from 'http-errors';

/** Whether a request carries one of `keys`: as a bearer token, as `x-api-key`, or as the password of a browser's dialogue. */
export function carriesKey(headers: IncomingHttpHeaders, keys: readonly string[]): boolean {
  const given = keyIn(headers);
  if (given === undefined) return false;
  const digest = digestOf(given);
  // All of them, always: the time that it takes tells nothing.
  return keys.map((key) => timingSafeEqual(digestOf(key), digest)).includes(true);
}

/** Lets only clients through that carry a key; everybody where there is none to carry. */
export function requireClientKey(keys: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (keys.length === 0 || carriesKey(request.headers, keys)) next();
    else next(createError(401, 'The API key is missing or not valid.', { headers: { 'www-authenticate': 'Bearer' } }));
  };
}

function keyIn({ authorization = '', 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (/^bearer$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
  return typeof apiKey === 'string' ? apiKey : undefined;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
