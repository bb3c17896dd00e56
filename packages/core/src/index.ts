export type { Clock, Random } from './clock.ts';
