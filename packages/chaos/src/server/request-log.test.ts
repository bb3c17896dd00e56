import { describe, expect, it } from 'vitest';
import { createRequestLog } from './request-log.ts';
import type { RequestRecord } from './request-log.ts';

const record = (number: number) => ({ number }) as RequestRecord;

describe('request log', () => {
  it('keeps the last requests, oldest first', () => {
    const log = createRequestLog(3);
    for (let number = 1; number <= 100; number += 1) {
      log.add(record(number));
      const kept = log.records.map((entry) => entry.number);
      expect(kept).toEqual([number - 2, number - 1, number].filter((expected) => expected > 0));
    }
  });

  it('keeps none with a limit of 0', () => {
    const log = createRequestLog(0);
    log.add(record(1));
    expect(log.records).toEqual([]);
  });
});
