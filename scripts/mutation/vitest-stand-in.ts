/** What test files get when they import `vitest` in a run of mutants: its `expect`, and our own way to run tests. */
export { expect, vi } from 'vitest';
export { describe, it, onTestFinished } from './suite.ts';
