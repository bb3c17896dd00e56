/** An upstream as a program of its own: `node upstream.ts <scenario as JSON> [seed]` prints its URL when it listens. */
import { type Scenario, startChaos } from '@breakwater/chaos';

const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;
const { url } = await startChaos({ scenario, seed: Number(process.argv[3] ?? 1), logged: 0 });
console.log(url);
