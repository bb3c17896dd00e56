import type { Incident } from '../incident.ts';

const gone = { code: 502, stopped: 'attempts-exhausted', surfaces: ['network'] } as const;
const silent = { retry: { max: 2 } } as const;

/** Connections that fail, and answers that are none. */
export const connections: readonly Incident[] = [
  ...['reset', 'reset:when=during-headers', 'close'].flatMap((fault): Incident[] => [
    { title: `${fault}, once`, plan: [fault], requests: 2, waits: [1_000] },
    { title: `${fault}, for good`, plan: [`${fault}*`], requests: 3, waits: [1_000, 2_000], ends: gone },
  ]),
  { title: 'a reset after the head', plan: ['reset:when=after-headers'], requests: 2, waits: [1_000] },
  { title: 'a close after the head', plan: ['close:when=after-headers'], requests: 2, waits: [1_000] },
  { title: 'nobody listens', plan: [], to: 'closed port', requests: 0, waits: [1_000, 2_000], ends: gone },
  {
    title: 'no TLS where TLS was asked for',
    plan: [],
    to: 'TLS on a plain port',
    requests: 0,
    ends: { code: 502, stopped: 'not-retryable', surfaces: ['network'] },
  },
  { title: 'silence, once', plan: ['hang'], policy: silent, requests: 2, waits: [1_000] },
  {
    title: 'silence after the head, once',
    plan: ['hang:when=after-headers'],
    policy: silent,
    requests: 2,
    waits: [1_000],
  },
  {
    title: 'silence for good',
    plan: ['hang*'],
    policy: silent,
    requests: 2,
    waits: [1_000],
    ends: { code: 504, stopped: 'attempts-exhausted', surfaces: ['refusal 504'] },
  },
  ...['truncated-json', 'truncated-json:ending=cut', 'invalid-json', 'empty-body', 'error-body'].map(
    (fault): Incident => ({ title: `200 with ${fault}`, plan: [fault], requests: 2, waits: [1_000] }),
  ),
  {
    title: '200 with an error in it, for good',
    plan: ['error-body*'],
    requests: 3,
    waits: [1_000, 2_000],
    ends: { code: 500, stopped: 'attempts-exhausted', surfaces: ['bad answer', 'HTTP 500'] },
  },
  {
    title: '200 with an error that no retry helps',
    plan: ['error-body:status=400'],
    requests: 1,
    ends: { code: 400, stopped: 'not-retryable', surfaces: ['bad answer', 'HTTP 400'] },
  },
  { title: 'a body that can be read once', plan: ['ok'], call: 'upload', requests: 1 },
  {
    title: 'a body that can be read once, 503',
    plan: ['503*'],
    call: 'upload',
    requests: 1,
    ends: { code: 503, stopped: 'body-not-resendable', surfaces: ['HTTP 503'] },
  },
];
