import type { ServerResponse } from 'node:http';

/** On the response itself: an entry in a WeakMap costs the collector more than all the rest that is done here. */
const DEPARTURE: unique symbol = Symbol('breakwater.departure');

/**
 * Fires when the client leaves before its answer is complete; never after a complete one. Made when first asked for,
 * one for each response. Not `request.on('close')`: that fires as soon as a body has been read.
 */
export function departureOf(response: ServerResponse & { [DEPARTURE]?: AbortController }): AbortSignal {
  let controller = response[DEPARTURE];
  if (controller === undefined) {
    const made = (controller = response[DEPARTURE] = new AbortController());
    if (hasLeft(response)) made.abort(reason());
    else response.once('close', () => response.writableFinished || made.abort(reason()));
  }
  return controller.signal;
}

/** Whether nobody is there any more to be answered. */
export function hasLeft(response: ServerResponse): boolean {
  return response.closed ? !response.writableFinished : response.socket?.destroyed === true;
}

function reason(): DOMException {
  return new DOMException('The client left before it was answered', 'AbortError');
}
