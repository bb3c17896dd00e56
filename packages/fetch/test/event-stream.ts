import type { ServerResponse } from 'node:http';
import type { Step } from '@breakwater/tests-kit/upstream';

export const HELLO = 'data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}\n\n';
export const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
export const DONE = 'data: [DONE]\n\n';

/** A stream of events in the hands of a test. */
export interface EventStream {
  /** Answers a request with it. */
  readonly step: Step;
  /** Sends text as a piece of its own. */
  send(text: string): void;
  end(): void;
  reset(): void;
  /** Whether what was sent has piled up: nobody takes it. */
  readonly isStuck: boolean;
}

/** @param first - what is sent with the head. */
export function eventStream(first: string): EventStream {
  let response: ServerResponse | undefined;
  return {
    step(to) {
      response = to;
      to.writeHead(200, { 'content-type': 'text/event-stream' });
      to.write(first);
    },
    send: (text) => void response?.write(text),
    end: () => void response?.end(),
    reset: () => void response?.socket?.resetAndDestroy(),
    get isStuck() {
      return response?.writableNeedDrain === true;
    },
  };
}
