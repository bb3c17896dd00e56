/** Makes leap-code.ts of leap.wat: `node --conditions=@breakwater/source packages/core/scripts/assemble-leap.ts`. */
import { writeFileSync } from 'node:fs';
import { assembleLeap } from './leap-assembler.ts';

const path = new URL('../src/detect/stream/leap-code.ts', import.meta.url);
writeFileSync(path, await assembleLeap());
