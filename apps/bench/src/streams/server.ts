/** A process of its own, so that what the reader costs is measured alone: streams as many events as the URL asks for. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENTS, LAST, manyEvents } from './events.ts';

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const events = Number(searchParams.get('events'));
  const atOnce = Number(searchParams.get('atOnce'));
  const bulk = manyEvents(atOnce);
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
