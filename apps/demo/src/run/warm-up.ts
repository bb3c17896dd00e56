import { startChaos } from '@breakwater/chaos';
import { createPlainAxios } from '../contenders/plain-axios.ts';

const CALLS = 30;

/** Makes calls that nobody counts, good and bad, so that the first ones that count do not pay for cold code. */
export async function warmUp(): Promise<void> {
  const upstream = await startChaos({ scenario: { rules: [{ when: { every: 3 }, fault: '503' }] } });
  const contender = createPlainAxios(upstream.url, { onSent: () => {} });
  const { signal } = new AbortController();
  for (let call = 0; call < CALLS; call++) await contender.call(signal).catch(() => {});
  contender.close();
  await upstream.close();
}
