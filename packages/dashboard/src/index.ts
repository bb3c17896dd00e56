export { createDashboard, type Dashboard } from './dashboard.ts';
export { type NodeHandler, toNodeHandler } from './node-handler.ts';
export type { DashboardOptions } from './options.ts';
export type { Authorize } from './serve/access.ts';
