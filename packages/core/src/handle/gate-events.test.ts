import { describe, expect, it } from 'vitest';
import { Events, type EventType } from '../report/events.ts';
import type { Engine } from './engine.ts';
import { GateEvents } from './gate-events.ts';
import type { Cooldown } from './gate/cooldown.ts';

const PAUSE = { reason: 'billing', sinceMs: 1_000, refusedAtMs: 2_000, probeAtMs: 62_000.4, failedProbes: 1 } as const;
const OPEN = { kind: 'open', probeAtMs: 1_500.4 };
const HALF_OPEN = { kind: 'half-open', downSinceMs: 200, failedProbes: 4 };
const CLOSED = { kind: 'closed' };

/** The gate's events of the target `t` at 12 o'clock, and what was heard of one type, beside what the alerts were told. */
function listening(type: EventType): { gate: GateEvents; heard: unknown[]; watched: unknown[] } {
  const events = new Events();
  const [heard, watched]: [unknown[], unknown[]] = [[], []];
  events.on(type, (event) => void heard.push(event));
  const watch = { breakerChanged: (...told: unknown[]) => void watched.push(told) };
  const engine = { clock: { wallNow: () => 12 }, events } as unknown as Engine;
  return { gate: new GateEvents(engine, 't', watch as never), heard, watched };
}

describe('what happens at a gate', () => {
  it('is told of a breaker with the time until its next probe, which only an open one has', () => {
    const { gate, heard, watched } = listening('breaker');
    gate.breakerChanged(CLOSED as never, OPEN as never, 1_000);
    gate.breakerChanged(OPEN as never, HALF_OPEN as never, 1_600);
    expect(heard).toEqual([
      { target: 't', at: 12, from: 'closed', to: 'open', probeInMs: 500 },
      { target: 't', at: 12, from: 'open', to: 'half-open', probeInMs: undefined },
    ]);
    expect(watched).toEqual([
      [1_000, 'open'],
      [1_600, 'half-open'],
    ]);
  });

  it('is told as recovered when a breaker closes after its probes, and not when it is closed by hand', () => {
    const { gate, heard } = listening('recovered');
    gate.breakerChanged(CLOSED as never, OPEN as never, 200);
    gate.breakerChanged(OPEN as never, HALF_OPEN as never, 1_600);
    gate.breakerChanged(HALF_OPEN as never, OPEN as never, 1_650);
    gate.breakerChanged(OPEN as never, CLOSED as never, 1_700);
    expect(heard).toEqual([]);
    gate.breakerChanged(HALF_OPEN as never, CLOSED as never, 2_200);
    expect(heard).toEqual([{ target: 't', at: 12, downMs: 2_000, failedProbes: 4 }]);
  });

  it('is told of a credential with its name, where it has one, and what is known of its pause', () => {
    const { gate, heard } = listening('credential');
    gate.credentialChanged('team a', PAUSE, true, 2_000);
    gate.credentialChanged('', PAUSE, false, 3_000);
    const both = { target: 't', at: 12, reason: 'billing', failedProbes: 1 };
    expect(heard).toEqual([
      { ...both, credential: 'team a', state: 'paused', probeInMs: 60_000, pausedForMs: 1_000 },
      { ...both, credential: undefined, state: 'resumed', probeInMs: undefined, pausedForMs: 2_000 },
    ]);
  });

  it('is told of a cooldown with the whole milliseconds that it lasts, rounded up and never below 0', () => {
    const { gate, heard } = listening('cooldown');
    const cooldown = { untilMs: 1_000.2, ceilingPerSecond: Infinity } as unknown as Cooldown;
    gate.cooldownChanged(cooldown, 0);
    gate.cooldownChanged(cooldown, 5_000);
    expect(heard).toMatchObject([
      { target: 't', at: 12, forMs: 1_001 },
      { target: 't', at: 12, forMs: 0 },
    ]);
  });
});
