import { writeFileSync } from 'node:fs';
import { policySchema } from './policy-schema.ts';

// Run after a change of shape.ts or of the docstrings in policy.ts: node --conditions=@breakwater/source scripts/write-policy-schema.ts
const path = new URL('../policy.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(policySchema(), null, 2)}\n`);
