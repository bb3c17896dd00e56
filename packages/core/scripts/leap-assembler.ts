import { readFileSync } from 'node:fs';
import wabt from 'wabt';

const SOURCE = new URL('../src/detect/stream/leap.wat', import.meta.url);

/** The text of leap-code.ts, as leap.wat makes it. */
export async function assembleLeap(): Promise<string> {
  const assembler = await wabt();
  const module = assembler.parseWat('leap.wat', readFileSync(SOURCE, 'utf8'), { simd: true });
  module.validate();
  // Not as base64, which hides from gzip that the same instructions come again and again: a sixth smaller.
  const code = Buffer.from(module.toBinary({}).buffer).toString('hex');
  return `/** What leap.wat is assembled to, by scripts/assemble-leap.ts: two digits for each byte. */\nexport const LEAP_CODE =\n  '${code}';\n`;
}
