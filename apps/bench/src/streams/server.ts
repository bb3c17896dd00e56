/** A process of its own, so that what the reader costs is measured alone: streams as many events as the URL asks for. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const EVENTS: readonly string[] = Array.from({ length: 64 }, (_, at) => {
  const delta = { content: ` word${at % 10}` };
  const event = {
    id: 'chatcmpl-7d52d1df84dc75dc623bfe1b',
    object: 'chat.completion.chunk',
    created: 1_750_000_113,
    model: 'gpt-5',
    service_tier: 'default',
    system_fingerprint: 'fp_breakwater',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    obfuscation: 'x'.repeat(1 + (at % 8)),
  };
  return `data: ${JSON.stringify(event)}\n\n`;
});
const LAST = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const events = Number(searchParams.get('events'));
  const atOnce = Number(searchParams.get('atOnce'));
  const bulk = Array.from({ length: atOnce }, (_, at) => EVENTS[at % EVENTS.length]).join('');
  let sent = 0;
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (): void => {
    while (sent < events) {
      const taken = response.write(atOnce === 1 ? EVENTS[sent % EVENTS.length] : bulk);
      sent += atOnce;
      if (!taken) return void response.once('drain', send);
      // A turn between two events: so each goes out by itself.
      if (atOnce === 1) return void setImmediate(send);
    }
    response.end(LAST);
  };
  send();
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
