import type { RuleFile } from '../rule.ts';

/** Sockets, DNS and TLS: Node's errno names, undici's codes, axios's, OpenSSL's, and the texts of other runtimes. */
export const network: RuleFile = {
  name: 'network',
  codes: [
    // nodejs.org/api/errors.html#common-system-errors
    ['dns_failure', 'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME'],
    ['connection_failed', 'ECONNREFUSED ENETUNREACH EHOSTUNREACH ENETDOWN EHOSTDOWN EADDRNOTAVAIL'],
    ['client_timeout', 'ETIMEDOUT ESOCKETTIMEDOUT'],
    // nodejs.org/api/errors.html#openssl-error-codes, #tlssocket
    [
      'tls_failure',
      'CERT_HAS_EXPIRED CERT_NOT_YET_VALID DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER EPROTO',
    ],
    // undici lib/core/errors.js
    ['client_timeout', 'UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT'],
    ['client_timeout', 'HeadersTimeoutError BodyTimeoutError ConnectTimeoutError'],
    ['stream_interrupted', 'ERR_STREAM_PREMATURE_CLOSE'],
  ],
  texts: [
    // undici lib/web/fetch: a blocked port or scheme never leaves the process
    ['invalid_request', /bad port|unknown scheme|failed to parse url|invalid url/],
  ],
  general: [
    ['connection_reset', 'ECONNRESET EPIPE ECONNABORTED UND_ERR_SOCKET SocketError'],
    ['connection_failed', 'ERR_NETWORK'],
  ],
};
