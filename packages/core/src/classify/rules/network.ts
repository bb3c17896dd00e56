import type { RuleFile } from '../rule.ts';

/** Sockets, DNS, TLS and streams, as Node, undici, axios, OpenSSL, Bun, Go and Python name them. nodejs.org/api/errors.html */
export const network: RuleFile = {
  name: 'network',
  texts: [
    // undici lib/web/fetch: a blocked port or scheme never leaves the process
    ['invalid_request', /bad port|unknown scheme|failed to parse url|invalid url/],
    ['connection_reset', /before secure tls connection/],
    ['tls_failure', /certificate|self signed|\bssl\b|cert (has|not)|altname|leaf signature|issuer cert|eproto/],
    [
      'dns_failure',
      /getaddrinfo|enotfound|eai again|no such host|name or service not|name resolution|not resolve|nodename nor/,
    ],
    ['connection_failed', /connection ?refused|econnrefused|remote connection failure|e(net|host)(unreach|down)/],
    ['client_timeout', /tim(ed|ing) ?out|time ?out|deadline exceeded|超时/],
    [
      'invalid_response',
      /\bhpe |parse error: expected|unexpected (end of json|token|non whitespace|character)|json at position|not valid json|unterminated string|parsing chunk|json ?decode|expecting (value|property)|invalid character|malformed response/,
    ],
    [
      'stream_interrupted',
      /premature close|(?<!process |has |connection )\bterminated\b|\bstream.{0,20}(disconnect|closed|ended|abort|interrupt)|incomplete (json|chunked|read)|peer closed|before response.completed|missing finish|without producing/,
    ],
    [
      'connection_reset',
      /econn(reset|aborted)|socket hang ?up|connection.{0,24}(reset|closed|lost|aborted|terminat|dropped)|other side closed|broken pipe|epipe|err socket|server disconnected|unexpected eof|remote end closed|disconnect reset/,
    ],
    [
      'connection_failed',
      /(unable|failed|cannot|could not|cant) (to )?(connect|reach)|(network|connection|connect|transport) ?(error|fail)|err network|fetch failed|failed to fetch|load failed|do request failed|connection attempts|dial tcp/,
    ],
  ],
};
