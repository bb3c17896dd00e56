const END_OF_HEAD = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
/** With which a body in chunks ends. Bodies of the bench are JSON, which has nothing like it in its midst. */
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * Reads the messages of HTTP/1.1 that come in on one connection, one after the other, and no more of them than a load has
 * to know: a client's library takes several times as much of the processor, which is then missing to the gateways.
 *
 * @param onMessage - is told the head of each message once its body has come too.
 * @returns what takes the bytes as they come; they may be overwritten as soon as it returns. It throws an Error for a
 *   message that does not say where it ends.
 */
export function readMessages(onMessage: (head: string) => void): (bytes: Buffer) => void {
  /** The beginning of a message that came in pieces. */
  let begun: Buffer | undefined;
  return (bytes) => {
    const message = begun === undefined ? bytes : Buffer.concat([begun, bytes]);
    const headLength = message.indexOf(END_OF_HEAD);
    const head = headLength < 0 ? undefined : message.toString('latin1', 0, headLength);
    if (head !== undefined && isWhole(message, head)) {
      begun = undefined;
      onMessage(head);
    } else begun = message === bytes ? Buffer.from(bytes) : message;
  };
}

function isWhole(message: Buffer, head: string): boolean {
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) return message.length >= head.length + END_OF_HEAD.length + Number(length);
  if (CHUNKED.test(head)) return message.includes(LAST_CHUNK, head.length + 2);
  throw new Error(`A message that does not say where it ends: ${head}`);
}
