import type { Logger } from 'pino';
import { createLog } from '../src/operate/log.ts';

/** What the log says of one request. */
export interface LossLine {
  readonly time: number;
  /** How long the call or the request took, milliseconds. */
  readonly elapsedMs?: number | undefined;
  readonly ms?: number | undefined;
}

/** The log of a gateway, as far as it tells of calls that failed or whose clients left. */
export interface LossLog {
  readonly logger: Logger;
  of(id: string): readonly LossLine[];
}

export function createLossLog(): LossLog {
  const lines = new Map<string, readonly LossLine[]>();
  const logger = createLog('info', {
    write(line) {
      // Read as a text first: of the many lines of requests that went well none is worth parsing.
      if (!line.includes('"msg":"call failed"') && !line.includes('"left":true')) return;
      const read = JSON.parse(line) as LossLine & { readonly id: string };
      lines.set(read.id, [...(lines.get(read.id) ?? []), read]);
    },
  });
  return { logger, of: (id) => lines.get(id) ?? [] };
}
