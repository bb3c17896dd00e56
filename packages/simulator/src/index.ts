export { BASELINES } from './contenders/baselines.ts';
export { breakwaterContender } from './contenders/breakwater.ts';
export type { Result } from './measure/result.ts';
export { builtInScenarios } from './scenario/library.ts';
export { parseScenario } from './scenario/parse-scenario.ts';
export type { Scenario, Shape } from './scenario/scenario.ts';
export { runOnce } from './simulate.ts';
