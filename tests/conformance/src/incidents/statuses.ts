import type { Incident } from '../incident.ts';

const ends = (code: 400 | 401 | 403 | 429, status: number = code) =>
  ({ code, stopped: 'not-retryable', surfaces: [`HTTP ${status}`] }) as const;

/** The eight codes and their neighbours, with and without hints. */
export const statuses: readonly Incident[] = [
  { title: 'a good answer', plan: ['ok'], requests: 1 },
  { title: '400', plan: ['400'], requests: 1, ends: ends(400) },
  { title: '401', plan: ['401'], requests: 1, ends: ends(401) },
  { title: '403', plan: ['403'], requests: 1, ends: ends(403) },
  { title: '404', plan: ['404'], requests: 1, ends: ends(400, 404) },
  { title: '422', plan: ['422'], requests: 1, ends: ends(400, 422) },
  {
    title: '400, context too long',
    plan: ['400:variant=context_length_exceeded'],
    requests: 1,
    ends: { ...ends(400), reason: 'context_length_exceeded' },
  },
  { title: '429 without a hint', plan: ['429'], requests: 2, waits: [1_000] },
  { title: '429 with Retry-After: 2', plan: ['429:retry-after=2'], requests: 2, waits: [2_000] },
  { title: '429 with retry-after-ms', plan: ['429:retry-after-ms=700'], requests: 2, waits: [700] },
  {
    title: '429 with an HTTP-date',
    plan: [{ kind: 'status', status: 429, retryAfterDateMs: 3_000 }],
    requests: 2,
    waits: [[1_900, 4_100]],
  },
  { title: '429 with Retry-After: 0', plan: ['429:retry-after=0'], requests: 2, waits: [0] },
  { title: '429 with a garbled hint', plan: ['429:retry-after=soon-ish'], requests: 2, waits: [1_000] },
  { title: '429 with a negative hint', plan: ['429:retry-after=-5'], requests: 2, waits: [1_000] },
  {
    title: '429 that asks for ten minutes',
    plan: ['429:retry-after=600'],
    requests: 1,
    ends: { code: 429, stopped: 'retry-after-too-long', surfaces: ['HTTP 429'] },
  },
  {
    title: '429 for good',
    plan: ['429*'],
    requests: 3,
    waits: [1_000, 2_000],
    ends: { code: 429, stopped: 'attempts-exhausted', surfaces: ['HTTP 429'] },
  },
  {
    title: '429, no credit left',
    plan: [
      {
        kind: 'status',
        status: 429,
        body: { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
      },
    ],
    requests: 1,
    ends: { ...ends(429), reason: 'quota_exhausted' },
  },
  ...([500, 502, 503, 504, 520, 529] as const).map((status): Incident => ({
    title: `${status}, once`,
    plan: [`${status}`],
    requests: 2,
    waits: [1_000],
  })),
  {
    title: '408, once',
    plan: [{ kind: 'status', status: 408, body: 'Request Timeout', shouldRetry: true }],
    requests: 2,
    waits: [1_000],
  },
  ...([500, 502, 503, 504] as const).map((code): Incident => ({
    title: `${code} for good`,
    plan: [`${code}*`],
    requests: 3,
    waits: [1_000, 2_000],
    ends: { code, stopped: 'attempts-exhausted', surfaces: [`HTTP ${code}`] },
  })),
  { title: '503 with Retry-After: 3', plan: ['503:retry-after=3'], requests: 2, waits: [3_000] },
  { title: 'a page of nginx', plan: ['html'], requests: 2, waits: [1_000] },
  {
    title: 'a page of Cloudflare for good',
    plan: ['html:edge=cloudflare*'],
    requests: 3,
    waits: [1_000, 2_000],
    ends: { code: 502, stopped: 'attempts-exhausted', surfaces: ['HTTP 502'] },
  },
];
