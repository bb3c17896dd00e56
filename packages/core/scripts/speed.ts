/**
 * How many failures a second detect and classify get through on one core: CPU time, not wall time, so that a busy
 * machine changes the figures little; the best of twenty rounds, for what its other work does to the caches.
 *
 * `node --conditions=@breakwater/source packages/core/scripts/speed.ts`
 */
import { classify } from '../src/classify/classify.ts';
import { detect } from '../src/detect/detect.ts';
import { readSpecimens } from '../test/specimens.ts';

const ROUNDS = 20;

function measure(name: string, thrown: readonly unknown[], times: number): void {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < times; index++) classify(detect(thrown[index % thrown.length]));
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (times / (user + system)) * 1_000_000);
  }
  console.log(`${name.padEnd(44)} ${Math.round(best).toLocaleString('en').padStart(10)} /s`);
}

const STATUSES = [500, 502, 503, 504, 429, 401];
const bodies = readSpecimens('errors.jsonl').filter(({ body }) => body !== null);

measure(
  'an error with a status, as axios words it',
  STATUSES.map((status) => Object.assign(new Error(`Request failed with status code ${status}`), { status })),
  100_000,
);
measure(
  'an error with a status, as openai words it',
  STATUSES.map((status) => Object.assign(new Error(`${status} status code (no body)`), { status })),
  100_000,
);
measure(
  'full bodies, parsed',
  bodies.map(({ status, headers, body }) =>
    Object.assign(new Error('failed'), { status: status ?? undefined, headers, error: body }),
  ),
  20_000,
);
measure(
  'full bodies, text',
  bodies.map(({ status, headers, body }) =>
    Object.assign(new Error('failed'), {
      statusCode: status ?? undefined,
      responseHeaders: headers,
      responseBody: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  ),
  20_000,
);
