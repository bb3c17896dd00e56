import { describe, expect, it } from 'vitest';
import type { Operation } from '../handle/attempt.ts';
import { type FakeClock, fakeClock, seededRandom } from '../testing/index.ts';
import { httpError, trial } from '../../test/trial.ts';
import type { Policy } from '../policy/policy.ts';

/** Where each target is down first, milliseconds, and for how long in every thirty seconds: both of them for two seconds. */
const DOWN_FROM: Readonly<Record<string, number>> = { first: 20_000, second: 26_000 };
const DOWN_FOR = 8_000;
const EVERY = 30_000;
const POLICY: Policy = { retry: { max: 5 }, targets: { first: { fallback: ['second'] } } };

/** An upstream that is down now and then, and else fails one request in sixteen: overloaded, throttled or broken. */
function upstream(clock: FakeClock, random: () => number): Operation<string> {
  return async ({ target }) => {
    const sinceMs = clock.now() - DOWN_FROM[target]!;
    const isDown = sinceMs >= 0 && sinceMs % EVERY < DOWN_FOR;
    const dice = random();
    await new Promise<void>((resolve) => void clock.setTimer(resolve, isDown ? 2 : 10 + 40 * random()));
    if (isDown || dice < 0.03) throw httpError(503);
    if (dice < 0.04) throw httpError(429, { 'retry-after-ms': '200' });
    if (dice < 0.06) throw httpError(502);
    return 'an answer';
  };
}

describe('a target with a standby, both down in turn', () => {
  it.each([2, 3, 6, 7, 15, 16])(
    'loses no call that has a minute of time (seed %i)',
    async (seed) => {
      const clock = fakeClock();
      const at = trial(POLICY, { clock, random: seededRandom(seed) });
      const operation = upstream(clock, seededRandom(seed + 100));
      const endings = { answered: 0, lost: 0 };
      for (let call = 0; call < 60 * 210; call++) {
        at.run('first', operation, { deadline: '60s' }).then(
          () => endings.answered++,
          () => endings.lost++,
        );
        await clock.advance(1_000 / 60);
      }
      await clock.advance(60_000);
      expect(endings).toEqual({ answered: 12_600, lost: 0 });
    },
    30_000,
  );
});
