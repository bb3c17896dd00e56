import type { Incident } from '../incident.ts';

const broken = (code: 500 | 502 | 503 | 504) => ({ code, surfaces: ['broken stream'] }) as const;

/** Streams, in every phase: what breaks before the first content is made again, what breaks after it never. */
export const streams: readonly Incident[] = [
  { title: 'a good stream', plan: ['ok'], call: 'stream', requests: 1 },
  { title: 'a stream after a 503', plan: ['503'], call: 'stream', requests: 2, waits: [1_000] },
  { title: 'a stream after a reset', plan: ['reset'], call: 'stream', requests: 2, waits: [1_000] },
  {
    title: 'no stream: 401',
    plan: ['401'],
    call: 'stream',
    requests: 1,
    ends: { code: 401, stopped: 'not-retryable', surfaces: ['HTTP 401'] },
  },
  ...['error-body', 'stream-error:after-events=0', 'stream-cut:after-events=0', 'stream-reset:after-events=0'].map(
    (fault): Incident => ({
      title: `${fault} where a stream should begin`,
      plan: [fault],
      call: 'stream',
      requests: 2,
      waits: [1_000],
    }),
  ),
  {
    title: 'silence where a stream should begin',
    plan: ['stream-stall:after-events=0'],
    call: 'stream',
    requests: 2,
    waits: [1_000],
  },
  {
    title: 'keep-alives where a stream should begin',
    plan: ['stream-stall:after-events=0:keep-alive-ms=20'],
    call: 'stream',
    requests: 2,
    waits: [1_000],
  },
  { title: 'an error in mid-stream', plan: ['stream-error'], call: 'stream', requests: 1, ends: broken(500) },
  { title: 'a stream that just ends', plan: ['stream-cut'], call: 'stream', requests: 1, ends: broken(502) },
  { title: 'a reset in mid-stream', plan: ['stream-reset'], call: 'stream', requests: 1, ends: broken(502) },
  {
    title: 'silence in mid-stream',
    plan: ['stream-stall'],
    call: 'stream',
    requests: 1,
    ends: broken(504),
  },
  {
    title: 'leaving in mid-stream',
    plan: ['stream-stall'],
    call: 'stream',
    leaves: 'in-mid-stream',
    requests: 1,
    ends: { code: null, surfaces: ['abort'] },
  },
];
