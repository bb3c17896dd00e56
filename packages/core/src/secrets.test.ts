import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readSpecimens, type Specimen } from '../test/specimens.ts';
import { script, trial, watch } from '../test/trial.ts';
import { isBreakwaterError } from './errors.ts';
import { type EventMap, type EventType, explainOutcome } from './index.ts';

const KEY = 'sk-proj-planted0key0planted0key0';
const COOKIE = 'session=planted-cookie';
const PROMPT = 'planted prompt: the patient is called Jane';
const PLANTED = /planted|Jane|sk-proj/;

/** Every type of event: the compiler says when one is missing. */
const EVENTS = {
  success: true,
  failure: true,
  attempt: true,
  retry: true,
  refused: true,
  breaker: true,
  credential: true,
  cooldown: true,
  recovered: true,
  alert: true,
  fallback: true,
  cancelled: true,
  isolation: true,
  observed: true,
} satisfies Record<EventType, true>;

const HEADERS = { authorization: `Bearer ${KEY}`, 'x-api-key': KEY, cookie: COOKIE, 'set-cookie': COOKIE };
const URL = `https://user:${KEY}@api.example.com/v1/models?key=${KEY}`;

/** A specimen as the clients of three kinds throw it, with secrets wherever one was ever seen. */
function plant({ status, headers, body, error }: Specimen): readonly Error[] {
  const said = error?.message ?? 'failed';
  const message = `${said} for "${PROMPT}" with key ${KEY} at ${URL}`;
  const echo = { ...(typeof body === 'object' && body), input: PROMPT, prompt: PROMPT, key: KEY, url: URL };
  const code = error?.code ?? undefined;
  const request = { headers: HEADERS, url: URL, data: JSON.stringify({ messages: [{ content: PROMPT }] }) };
  const all = { ...headers, ...HEADERS };
  const make = (fields: object): Error => Object.assign(new Error(message), { code }, fields);
  const answered = status === null ? {} : { status };
  return [
    make({ ...answered, headers: new Map(Object.entries(all)), error: echo, request, type: `${said} ${PROMPT}` }),
    make({ config: request, request, response: { ...answered, headers: all, data: echo, config: request } }),
    make({
      statusCode: status ?? undefined,
      responseHeaders: all,
      responseBody: JSON.stringify(echo),
      requestBodyValues: { prompt: PROMPT },
      url: URL,
    }),
  ];
}

const specimens = ['errors.jsonl', 'held-out-d.jsonl'].flatMap((file) => readSpecimens(file));

describe('whatever failed', () => {
  it('no event, alert, explanation, snapshot or error of ours shows a key, a cookie or a prompt', async () => {
    const at = trial({
      retry: { max: 2, base: 1 },
      breaker: { maxWait: 0 },
      fallback: { '*': ['elsewhere'] },
      alerts: [
        { type: 'new-error' },
        { type: 'credential' },
        { type: 'error-rate', minimumCalls: 1 },
        { type: 'breaker-open' },
      ],
    });
    const said: string[] = [];
    const show = (thing: unknown): void => {
      said.push(JSON.stringify(thing), inspect(thing, { depth: 10 }));
    };
    const heard = new Set<string>();
    for (const type of Object.keys(EVENTS) as EventType[]) {
      at.on(type, (event: EventMap[EventType]) => {
        heard.add(type);
        show(event);
        if ('history' in event) {
          const { target, classification, history: attempts, stopped, durationMs: elapsedMs } = event;
          show(explainOutcome({ target, classification, attempts, stopped, elapsedMs }));
        }
      });
    }
    let refusals = 0;
    for (const [index, specimen] of specimens.entries()) {
      for (const [shape, error] of plant(specimen).entries()) {
        const call = watch(at.run(`t${index % 40}`, script(error), { credential: `team-${shape}`, deadline: '5s' }));
        await at.clock.advance(5_000);
        const { error: given } = call.ended as { error: unknown };
        show(at.explain(given));
        if (given !== error) show(at.explain(error));
        if (!isBreakwaterError(given)) continue;
        refusals++;
        show(given);
        said.push(given.message, String(given.stack));
      }
    }
    show(at.snapshot());
    expect(said.filter((text) => PLANTED.test(text))).toEqual([]);
    expect(refusals).toBeGreaterThan(10);
    expect([...heard]).toEqual(
      expect.arrayContaining(['failure', 'attempt', 'retry', 'refused', 'credential', 'alert', 'fallback']),
    );
  });

  it('would be found: the errors themselves show all of it', () => {
    const [error] = plant(specimens[0]!);
    expect(inspect(error)).toMatch(PLANTED);
  });
});
