/**
 * What a field is taken for:
 * - `code`, `type`, `text`, `wait`: a fact of that sort; a number under `code` may be a status
 * - `node`: an error or a response further in
 * - `body`: what the upstream said
 */
export type Role = 'code' | 'type' | 'text' | 'wait' | 'node' | 'body';

/**
 * The fields of errors and responses. Only these are ever read, so a hostile or huge object costs no more than a small
 * one, and nothing of the request (`config`, `request`, `requestBodyValues`) is touched.
 */
const OF_ERRORS: Readonly<Record<Role, string>> = {
  code: 'status statusCode status_code http_status httpStatus code',
  type: 'name type lc_error_code rateLimitType',
  text: 'message',
  wait: 'retryAfterMs',
  node: 'response cause errors lastError',
  body: 'error data body responseBody detail details',
};

/** The further fields of bodies. */
const OF_BODIES: Readonly<Partial<Record<Role, string>>> = {
  code: 'error_code errorCode Code reason quotaId limit_source errorcode errcode',
  type: '__type error_type kind',
  text: 'msg Message title status_msg status_message error_msg error_message error_description description errorMessage errmsg err_msg faultstring raw',
  wait: 'retryDelay retry_after retryAfter retry_after_ms retry_after_seconds resets_in_seconds reset_at resets_at estimated_time X-RateLimit-Reset',
  body: 'metadata innererror violations base_resp reasons fault Error Response',
};

type Fields = readonly (readonly [key: string, role: Role])[];

let tables: { readonly error: Fields; readonly bare: Fields; readonly body: ReadonlyMap<string, Role> } | undefined;

/** The fields to read, in order: of an error, of a plain object that was thrown, or of a body by name. */
export function fields(): NonNullable<typeof tables> {
  if (tables !== undefined) return tables;
  const error = toList(OF_ERRORS);
  const bare = [...error, ...toList(OF_BODIES)];
  // OpenRouter nests the provider's headers in `error.metadata.headers`; elsewhere `headers` are the answer's.
  return (tables = { error, bare, body: new Map([...bare, ['headers', 'body']]) });
}

function toList(roles: Readonly<Partial<Record<Role, string>>>): Fields {
  return Object.entries(roles).flatMap(([role, keys]) => keys.split(' ').map((key) => [key, role as Role] as const));
}
