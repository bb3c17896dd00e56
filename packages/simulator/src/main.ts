import { breakwaterContender } from './contenders/breakwater.ts';
import { BASELINES } from './contenders/baselines.ts';
import { builtInScenarios } from './scenario/library.ts';
import { runOnce } from './simulate.ts';
const only = process.argv[2];
const names = process.argv[3];
for (const scenario of builtInScenarios()) {
  if (only && only !== 'all' && !only.split(',').includes(scenario.name)) continue;
  for (const shape of ['clients', 'gateway'] as const)
    for (const contender of [...BASELINES, breakwaterContender('breakwater')]) {
      if (names && contender.name !== names) continue;
      const t = performance.now();
      const { result: r, events } = await runOnce(scenario, contender, { seed: 1, shape });
      const ms = performance.now() - t;
      const f = (x: number | undefined, n = 3) => (x === undefined ? '-' : x.toFixed(n)).padStart(7);
      console.log(
        scenario.name.padEnd(18),
        shape.padEnd(8),
        contender.name.padEnd(15),
        f(r.goodput, 4),
        f(r.optimum, 4),
        f(r.ofOptimum, 4),
        'amp',
        f(r.amplification),
        f(r.amplificationInIncident),
        'pk',
        f(r.peak),
        'ttd',
        f(r.detectMs, 0),
        'ttr',
        f(r.recoverMs, 0),
        'os',
        f(r.overshoot),
        'fo',
        r.falseOpens,
        'add',
        f(r.addedP50Ms, 0),
        f(r.addedP99Ms, 0),
        'J',
        f(r.fairness),
        'ul',
        f(r.useless),
        'late',
        f(r.overstayed, 4),
        `${(events / 1000 / ms).toFixed(2)}M/s ${ms.toFixed(0)}ms`,
      );
    }
}
