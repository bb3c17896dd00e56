import type { JSX } from 'preact';
import { countdown } from '../model/format.ts';
import { useNow } from '../model/use-now.ts';

/** How often it counts, milliseconds. */
const EVERY_MS = 200;

/** How long it is until `to`. @param skewMs - the clock of `to` less ours, milliseconds. */
export function Countdown({ to, skewMs }: { readonly to: number; readonly skewMs: number }): JSX.Element {
  const left = to - (useNow(EVERY_MS) + skewMs);
  return <span class="figures">{left > 0 ? countdown(left) : 'a moment'}</span>;
}
