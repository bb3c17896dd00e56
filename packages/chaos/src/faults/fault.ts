import type { BodyFault } from './body-fault.ts';
import type { ConnectionFault } from './connection-fault.ts';
import type { HttpFault } from './http-fault.ts';
import type { StreamFault } from './stream-fault.ts';
import type { TimingFault } from './timing-fault.ts';

/** One way to treat a request. `ok` is one too: it answers well, and keeps later rules from being asked. */
export type Fault = HttpFault | ConnectionFault | BodyFault | StreamFault | TimingFault;

/** A fault, or its short form: `'429'`, `'429:retry-after=2'`, `'reset'`, `'stream-cut:after-events=3'`. */
export type FaultInput = Fault | string;
