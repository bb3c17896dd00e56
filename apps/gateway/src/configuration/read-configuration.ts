import type { Policy } from '@breakwater/core';
import type { z } from 'zod';
import { type Configuration, fileSchema, type UpstreamConfiguration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type File = z.output<typeof fileSchema>;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Checks what the file says against its schema, the environment and itself. `HOST`, `PORT` and `LOG_LEVEL` in the
 * environment go before the file.
 *
 * @param where - the file's name, for the message.
 * @throws ConfigurationError with every problem at once.
 */
export function readConfiguration(
  input: unknown,
  environment: Environment,
  where: string,
): { readonly configuration: Configuration; readonly policyPath: string } {
  const read = fileSchema.safeParse(withEnvironment(input, environment));
  if (!read.success) {
    throw new ConfigurationError(
      where,
      read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    );
  }
  const { $schema: _schema, policy, upstreams, clientKeysFrom, adminKeyFrom, ...rest } = read.data;
  const problems: string[] = [];
  const secret = (variable: string | undefined, path: string): string | undefined => {
    if (variable === undefined) return undefined;
    const value = environment[variable]?.trim();
    if (value) return value;
    problems.push(`${path}: ${variable} is not set in the environment`);
    return undefined;
  };
  const withKeys = Object.entries(upstreams).map(([name, { keyFrom, ...urls }]) => {
    const key = secret(keyFrom, `upstreams.${name}.keyFrom`);
    return [name, { ...urls, key }] satisfies [string, UpstreamConfiguration];
  });
  const clientKeys = (secret(clientKeysFrom, 'clientKeysFrom') ?? '').split(',').map((key) => key.trim());
  const configuration: Configuration = {
    ...rest,
    upstreams: Object.fromEntries(withKeys),
    clientKeys: clientKeys.filter((key) => key !== ''),
    adminKey: secret(adminKeyFrom, 'adminKeyFrom'),
  };
  problems.push(...checkModels(read.data), ...checkExposure(read.data));
  if (problems.length > 0) throw new ConfigurationError(where, problems);
  return { configuration, policyPath: policy };
}

/** Targets that the policy falls back to have to be targets of this gateway. @throws ConfigurationError */
export function checkFallbacks(policy: Policy, { upstreams }: Configuration, where: string): void {
  const sections = [
    ['', policy] as const,
    ...Object.entries(policy.targets ?? {}).map(([name, part]) => [`targets.${name}.`, part] as const),
  ];
  const problems = sections.flatMap(([path, { fallback = {} }]) =>
    Object.values(fallback)
      .flat()
      .filter((target: string) => upstreams[upstreamOf(target)] === undefined)
      .map((target: string) => `${path}fallback: ${unknownUpstream(target, upstreams)}`),
  );
  if (problems.length > 0) throw new ConfigurationError(where, problems);
}

/** What stands before the first slash of a target. */
export function upstreamOf(target: string): string {
  return target.slice(0, Math.max(0, target.indexOf('/')));
}

function checkModels({ models, upstreams }: File): string[] {
  const problems = Object.entries(models)
    .filter(([, target]) => upstreams[upstreamOf(target)] === undefined)
    .map(([name, target]) => `models.${name}: ${unknownUpstream(target, upstreams)}`);
  if (Object.keys(models).length === 0) problems.push('models: names none, so every request would be refused');
  return problems;
}

/** Whoever can connect spends the keys of the upstreams: that must not happen by oversight. */
function checkExposure({ listen: { host }, clientKeysFrom }: File): string[] {
  if (clientKeysFrom !== undefined || LOOPBACK.test(host)) return [];
  return [`listen.host: ${host} is open to other machines, so clientKeysFrom has to name the variable with their keys`];
}

function unknownUpstream(target: string, upstreams: object): string {
  return `"${target}" goes to no upstream of this gateway (there are: ${Object.keys(upstreams).join(', ') || 'none'})`;
}

function withEnvironment(input: unknown, { HOST, PORT, LOG_LEVEL }: Environment): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const { listen, log, ...rest } = input as Record<string, unknown>;
  const host = HOST ? { host: HOST } : {};
  const port = PORT ? { port: /^\d+$/.test(PORT) ? Number(PORT) : PORT } : {};
  return {
    ...rest,
    listen: isObject(listen) ? { ...listen, ...host, ...port } : listen,
    log: isObject(log) ? { ...log, ...(LOG_LEVEL ? { level: LOG_LEVEL } : {}) } : log,
  };
}

/** What is absent is read as empty; anything else is left for the schema to complain about. */
function isObject(value: unknown): value is object | undefined {
  return value === undefined || (typeof value === 'object' && value !== null);
}
