import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Scenario } from './scenario/scenario.ts';
import { startChaos } from './start-chaos.ts';
import { ask, outcome } from './testing/ask.ts';
import { fakeClock } from './testing/fake-clock.ts';
import { closeAll, start, statuses } from './testing/start.ts';

afterEach(closeAll);

describe('determinism', () => {
  const scenario: Scenario = {
    rules: [
      { probability: 0.2, fault: '503' },
      { probability: 0.1, fault: 'stream-cut' },
      { probability: 0.1, fault: 'reset' },
    ],
  };

  async function run(seed: number): Promise<unknown[]> {
    const chaos = await start(scenario, { seed });
    const seen: unknown[] = [];
    for (let index = 0; index < 60; index += 1) {
      seen.push(await outcome(chaos, { stream: index % 2 === 0, prompt: `question ${index % 7}` }));
    }
    return seen;
  }

  it('repeats faults and answers to the byte for the same seed, and differs for another', async () => {
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it('starts anew with reset', async () => {
    const chaos = await start({ rules: [{ probability: 0.5, fault: '503' }] });
    const first = await statuses(chaos, 20);
    chaos.reset();
    expect(await statuses(chaos, 20)).toEqual(first);
  });

  it('gives a prompt the same text every time, and each prompt its own', async () => {
    const chaos = await start();
    const text = async (prompt: string) => {
      const answer = (await (await ask(chaos, { prompt })).json()) as { choices: { message: { content: string } }[] };
      return answer.choices[0]?.message.content;
    };
    const hello = await text('hello');
    expect(await text('goodbye')).not.toBe(hello);
    expect(await text('hello')).toBe(hello);
  });
});

describe('the record of a request', () => {
  it('has its time, method, path, headers, body, and what became of it', async () => {
    const clock = fakeClock();
    const chaos = await start({ rules: [{ fault: '429' }] }, { clock });
    clock.advance(250);
    await outcome(chaos, { headers: { authorization: 'Bearer test' }, path: '/v1/chat/completions?beta=1' });
    await chaos.idle();
    expect(chaos.requests).toEqual([
      {
        number: 1,
        atMs: 250,
        method: 'POST',
        path: '/v1/chat/completions',
        query: '?beta=1',
        plan: undefined,
        headers: expect.objectContaining({ authorization: 'Bearer test' }) as unknown,
        body: '{"model":"gpt-5","stream":false,"max_tokens":1000,"messages":[{"role":"user","content":"hello"}]}',
        model: 'gpt-5',
        streaming: false,
        fault: { kind: 'status', status: 429 },
        decidedBy: 'rule 0',
        status: 429,
        ending: 'answered',
        clientHungUp: false,
        tookMs: 0,
      },
    ]);
  });

  it('goes to the listener, whose errors change nothing', async () => {
    const seen: number[] = [];
    const chaos = await start(
      {},
      {
        onRequest({ number }) {
          seen.push(number);
          throw new Error('of the listener');
        },
      },
    );
    expect(await statuses(chaos, 2)).toEqual([200, 200]);
    await chaos.idle();
    expect(seen).toEqual([1, 2]);
  });
});

describe('start', () => {
  it('refuses a scenario that cannot be played', async () => {
    await expect(start({ rules: [{ fault: 'nonsense' }] })).rejects.toThrow(/rules\[0\]\.fault: found "nonsense"/);
  });

  it.each([{ seed: 0.5 }, { logged: -1 }])('refuses %j', async (options) => {
    await expect(startChaos(options)).rejects.toThrow(RangeError);
  });

  it('says that the port is taken', async () => {
    const { port } = await start();
    await expect(startChaos({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('answers 413 to a body that is too large', async () => {
    const chaos = await start();
    const response = await fetch(`${chaos.url}/v1/chat/completions`, {
      method: 'POST',
      body: 'x'.repeat(33 * 1024 * 1024),
    });
    expect(response.status).toBe(413);
    await response.text();
  });

  it('answers 500 and says why when a fault cannot be sent', async () => {
    const chaos = await start({
      rules: [{ fault: { kind: 'status', status: 500, body: 1n } }],
    });
    const { status, body } = await outcome(chaos);
    expect(status).toBe(500);
    expect(body).toContain('The chaos server failed');
  });
});

describe('close', () => {
  it('ends hanging requests, and can be called again', async () => {
    const chaos = await start({ rules: [{ fault: 'hang' }] });
    const answer = outcome(chaos);
    while (chaos.stats().inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([chaos.close(), chaos.close()]);
    expect((await answer).status).toBeUndefined();
    expect(chaos.stats()).toMatchObject({ openConnections: 0, listening: false });
    await chaos.close();
    expect(await statuses(chaos, 1)).toEqual(['ECONNREFUSED']);
  });

  it('leaves nothing behind that keeps a process alive', async () => {
    const program = `
      import { get } from 'node:http';
      import { startChaos } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const scenario = {
        rules: [{ when: { nth: 1 }, fault: 'hang' }, { fault: 'ok:delay-ms=60000' }],
        timeline: [{ fromMs: 50000, toMs: 60000, fault: 'refuse' }],
        capacity: { concurrency: 2, queue: 5 },
      };
      const chaos = await startChaos({ scenario });
      const clients = Array.from({ length: 4 }, () => new Promise((resolve) => {
        get(chaos.url + '/v1/models').on('error', () => {}).on('close', resolve);
      }));
      while (chaos.stats().queued < 2) await new Promise((resolve) => setImmediate(resolve));
      await chaos.close();
      await Promise.all(clients);
      console.log(JSON.stringify(process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate|TCP/.test(kind))));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 240_000,
    });
    expect(stdout.trim()).toBe('[]');
  });
});
