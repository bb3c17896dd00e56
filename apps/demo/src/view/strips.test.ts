import { describe, expect, it } from 'vitest';
import { FULL_INCIDENT } from '../incident/incident.ts';
import type { CallRecord } from '../measure/ledger.ts';
import { type Line, span } from './line.ts';
import { fateStrip, phaseStrip, pointer, requestStrip } from './strips.ts';

const SCALE = { endMs: 40_000, columns: 40 };
const text = (line: Line): string => line.map((part) => part.text).join('');

function call(arrivedMs: number, fate: CallRecord['fate']): CallRecord {
  return { arrivedMs, endedMs: fate === 'waiting' ? undefined : arrivedMs + 10, fate };
}

describe('the strip of phases', () => {
  it('has the name of each phase in its middle and is as wide as the scale', () => {
    const strip = text(phaseStrip(FULL_INCIDENT.phases, SCALE));
    expect(strip).toHaveLength(40);
    expect(strip.indexOf('outage')).toBeGreaterThanOrEqual(5);
  });

  it('leaves out a name that does not fit', () => {
    const strip = text(phaseStrip(FULL_INCIDENT.phases, { ...SCALE, columns: 20 }));
    expect(strip).toHaveLength(20);
    expect(strip).not.toContain('limit');
  });
});

describe('the strip of fates', () => {
  it('shows by arrival what was served, what was lost and what waits', () => {
    const calls = [call(100, 'served'), call(1_100, 'lost'), call(2_100, 'waiting'), call(2_200, 'served')];
    expect(text(fateStrip(calls, 10_000, SCALE))).toBe(`▇×░${' '.repeat(37)}`);
  });

  it('shows the share that was served where some were lost, and never as all of them', () => {
    const calls = Array.from({ length: 100 }, (_, index) => call(index, index === 0 ? 'lost' : 'served'));
    const half = Array.from({ length: 10 }, (_, index) => call(1_000 + index, index % 2 === 0 ? 'lost' : 'served'));
    expect(text(fateStrip([...calls, ...half], 10_000, SCALE)).trimEnd()).toBe('▆▄');
  });

  it('does not call a call waiting that has only just arrived', () => {
    expect(text(fateStrip([call(5_000, 'waiting')], 5_400, SCALE)).trim()).toBe('');
    expect(text(fateStrip([call(5_000, 'waiting')], 5_500, SCALE)).trim()).toBe('░');
  });
});

describe('the strip of requests', () => {
  it('has a full bar for the most, the lowest for a single one and none for none', () => {
    const requestsMs = [...Array.from({ length: 50 }, () => 500), 1_500, 3_500];
    expect(text(requestStrip(requestsMs, SCALE, 50)).trimEnd()).toBe('▇▁ ▁');
  });

  it('leaves out what was sent after the last column', () => {
    expect(text(requestStrip([41_000], SCALE, 1)).trim()).toBe('');
  });
});

describe('the pointer', () => {
  it('stands under its instant, its label on the side with room', () => {
    const label = span('outage');
    expect(text(pointer(6_500, SCALE, label))).toBe('      ▲ outage');
    const late = text(pointer(30_500, SCALE, label));
    expect(late.indexOf('▲')).toBe(30);
    expect(late).toMatch(/outage ▲$/);
  });

  it('stays at the ends before the start and after the end', () => {
    expect(text(pointer(-Infinity, SCALE, span('x')))).toBe('▲ x');
    expect(text(pointer(99_000, SCALE, span('x'))).indexOf('▲')).toBe(39);
  });
});
