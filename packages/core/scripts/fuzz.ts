/**
 * Throws mutated specimens and hostile values at detect and classify, and fails at the first that throws, hangs,
 * changes its input, or gets a verdict that breaks a rule of the reference.
 *
 * `node --conditions=@breakwater/source packages/core/scripts/fuzz.ts [inputs = 1000000] [seed = 1]`
 */
import { checkOne, createMutator } from '../test/fuzz-inputs.ts';
import { seededRandom } from '../src/testing/seeded-random.ts';

const inputs = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);

const next = createMutator(seededRandom(seed));
const startedAt = performance.now();
let slowestMs = 0;
for (let index = 0; index < inputs; index++) {
  const { input, description } = next();
  const ms = checkOne(input, `input ${index} of seed ${seed}: ${description}`);
  slowestMs = Math.max(slowestMs, ms);
  if ((index + 1) % 100_000 === 0) console.log(`${index + 1} inputs, slowest ${slowestMs.toFixed(2)} ms`);
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${inputs} inputs in ${seconds.toFixed(1)} s, none threw, none hung; slowest ${slowestMs.toFixed(2)} ms`);
