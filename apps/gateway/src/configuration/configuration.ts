import { z } from 'zod';

const durationMs = z.number().int().min(0);
/** A name that can stand before the slash of a target. */
const upstreamName = z.string().regex(/^[\w.-]+$/, 'only letters, digits, ".", "_" and "-"');
const target = z.string().regex(/^[\w.-]+\/.+$/, 'an upstream and a model, as in "openai/gpt-5"');
const baseUrl = z
  .url({ protocol: /^https?$/, error: 'an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));
const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'the name of an environment variable, as in OPENAI_API_KEY');

const upstream = z
  .strictObject({
    /** Base URL of its OpenAI API, `/v1` included. */
    openai: baseUrl.optional(),
    /** Base URL of its Anthropic API, without `/v1`. */
    anthropic: baseUrl.optional(),
    /** The environment variable that holds its key. Absent: it wants none. */
    keyFrom: variable.optional(),
  })
  .refine(
    ({ openai, anthropic }) => openai !== undefined || anthropic !== undefined,
    'needs "openai", "anthropic" or both',
  );

/** The file. What it leaves out has a default; what it says beyond this is an error. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional(),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8080),
    })
    .prefault({}),
  /** The policy: a path, from this file on. */
  policy: z.string().min(1).default('breakwater.json'),
  upstreams: z.record(upstreamName, upstream),
  /** What clients call a model, and the target that it is: `"*": "openai/*"` lets every other name through. */
  models: z.record(z.string().min(1), target),
  limits: z
    .strictObject({
      /** The largest request body, bytes. */
      bodyBytes: z.number().int().min(1).default(20_000_000),
      /** Connections to one upstream. */
      connections: z.number().int().min(1).default(512),
      /** How long a client may wait at most, milliseconds. */
      deadlineMs: durationMs.min(1).default(600_000),
    })
    .prefault({}),
  shutdown: z
    .strictObject({
      /** Between saying "not ready" and taking no more connections: load balancers need it to notice. Milliseconds. */
      announceMs: durationMs.default(0),
      /** How long requests and streams may go on, milliseconds. */
      graceMs: durationMs.default(30_000),
    })
    .prefault({}),
  /** The environment variable with the keys of clients, separated by commas. Absent: everybody who can connect is let in. */
  clientKeysFrom: variable.optional(),
  /** The environment variable with the key for dashboard and metrics. Absent: they are there on the loopback interface only. */
  adminKeyFrom: variable.optional(),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
});

/** The two APIs that clients and upstreams speak. */
export type Api = 'openai' | 'anthropic';

/** An upstream with its key. */
export interface UpstreamConfiguration {
  readonly openai?: string | undefined;
  readonly anthropic?: string | undefined;
  readonly key?: string | undefined;
}

/** All that the gateway is told, checked, with its defaults and its secrets. */
export interface Configuration extends Omit<
  z.output<typeof fileSchema>,
  '$schema' | 'policy' | 'upstreams' | 'clientKeysFrom' | 'adminKeyFrom'
> {
  readonly upstreams: Readonly<Record<string, UpstreamConfiguration>>;
  /** Empty: everybody is let in. */
  readonly clientKeys: readonly string[];
  readonly adminKey: string | undefined;
}
