import type { RuleFile } from '../rule.ts';

/**
 * How messages of each kind are worded across providers, gateways, proxies and client libraries, most telling first.
 * Each row is a family drawn from the specimens in `fixtures/`; Chinese wordings are those of Zhipu, DashScope,
 * MiniMax and the new-api family of proxies.
 */
export const wording: RuleFile = {
  name: 'wording',
  texts: [
    [
      'region_blocked',
      /(?:country|region|territory|location)[^.\n]{0,40}(?:not (?:been )?(?:supported|available)|unsupported)|not (?:available|supported|offered) in (?:your|this) (?:country|region|location)|banned the country/,
    ],
    [
      'payload_too_large',
      /(?:entity|payload|body|content) too large|length limit exceeded|exceeds the maximum (?:size|allowed size)|(?:request|body|payload|file|image)[^.\n]{0,30} (?:exceeds|larger than)[^.\n]{0,30}(?:bytes|\d ?[km]i?b\b|size)/,
    ],
    ['request_exceeds_limit', /request too large[^]{0,160}(?:limit|tpm|tokens per)|tokens must be reduced/],
    [
      'context_length_exceeded',
      /maximum (?:context|prompt|input) (?:length|size)|context (?:length|window|size|limit)|(?:prompt|input) is too long|too many (?:input |total )?tokens|reduce the length of|expected maxlength|longer than the model|n_ctx|range of input length|(?:token count|input tokens?|prompt tokens?|tokens?)[^.\n]{0,30} exceeds? (?:the )?(?:max|model|limit|context|allowed)|exceeds? the (?:model'?s )?(?:max\w*|limit|token limit)[^.\n]{0,40}tokens?/,
    ],
    [
      'content_policy',
      /content[ _](?:management|filter\w*|polic\w+|moderation)|safety (?:system|filter|polic|setting|reason)|blocked for reason|blocked by[^.\n]{0,40}(?:filter|policy|safety)|flagged|usage polic|responsible ai|inappropriate content|sensitive (?:content|information|words?)|prohibited content|violat\w+[^.\n]{0,40}(?:polic|guideline|terms)|敏感|不安全|违规/,
    ],
    [
      'model_not_found',
      /model[^.\n]{0,80}(?:not found|(?:does not|doesn'?t|not) exist|is not (?:supported|available|found)|not a valid)|models?\/\S{1,80} is not (?:found|supported)|(?:unknown|no such|unsupported) model|invalid model|(?:model identifier|model name|model id)[^.\n]{0,20}invalid|not a valid model|decommissioned|deprecated|deployment[^.\n]{0,40}(?:not exist|not found)|function '[^'\n]{0,80}': not found|no endpoints found|模型不存在|模型[^\n]{0,20}不存在/,
    ],
    [
      'quota_exhausted',
      /exceeded your current quota|usage limit|quota[^.\n]{0,30}(?:exhausted|exceeded|used up|will reset)|(?:exceeded|exhausted)[^.\n]{0,30}quota|-per-day|(?:daily|weekly|monthly)[^.\n]{0,20}(?:limit|quota)|(?:have )?no quota|insufficient[_ ]quota|budget[^.\n]{0,20}exceeded|exceeded budget|额度|配额/,
    ],
    [
      'billing',
      /credit balance|insufficient (?:account )?(?:balance|credit|fund)|not enough (?:balance|credit|fund|money)|out of (?:credit|fund|money)|(?:no|any|more|all(?: available)?|add|purchase|buy|remaining) credits?|can only afford|spend(?:ing)? (?:limit|cap)|payment required|billing|arrear|overdue|recharge|good standing|account is not active|余额|欠费|充值/,
    ],
    [
      'expired_api_key',
      /(?:api[ _-]?key|token|credential)s?[^.\n]{0,40}expired|expired[^.\n]{0,20}(?:api[ _-]?key|token|credential)/,
    ],
    [
      'missing_api_key',
      /(?:no|missing|without|provide|supply|supplied|set)[^.\n]{0,20}(?:api[ _-]?key|authorization|credential|bearer)|api[ _-]?key[^.\n]{0,40}(?:not (?:set|provided|found|configured|supplied)|required|missing)|missing authentication|no auth/,
    ],
    [
      'invalid_api_key',
      /(?:invalid|incorrect|wrong|bad|leaked|revoked)[^.\n]{0,30}(?:api[ _-]?key|api token|security token|access token|x-api-key|token|credentials?|authentication)|(?:api[ _-]?key|security token|access token|credentials?)[^.\n]{0,60}(?:invalid|not valid|incorrect|leaked|revoked|disabled|wrong)|authentication (?:fail|error)|unable to find token|无效的令牌|身份验证/,
    ],
    [
      'permission_denied',
      /insufficient permission|missing scope|(?:not|n't) have (?:access|permission|the required)|permission[^.\n]{0,80}denied|access (?:is )?denied|must be verified|not authorized|not allowed to|virtual network|无权/,
    ],
    ['conflict', /while a run|already has an active|is active\.|resource is locked|already in progress/],
    [
      'concurrency_limited',
      /concurren|(?:too many|number of|simultaneous|parallel)[^.\n]{0,20}(?:simultaneous|parallel|in-flight|connections)|simultaneous requests|parallel requests|并发/,
    ],
    [
      'no_upstream',
      /no healthy upstream|no server is available|failure to get a peer|no (?:available|active|healthy) (?:server|channel|account|provider|upstream|endpoint|backend|instance|deployment|worker)|无可用渠道/,
    ],
    [
      'model_loading',
      /(?:currently|still|is) loading|loading model|model is (?:not ready|warming|starting)|is being loaded/,
    ],
    ['maintenance', /maintenance|维护/],
    // LiteLLM's router in cooldown says when a deployment will be free again
    ['rate_limited', /no deployments available/],
    [
      'overloaded',
      /overload|at capacity|high (?:demand|load|traffic)|no capacity|(?:insufficient|out of|exceed\w*|limited) capacity|capacity (?:exceeded|exhausted|limit|constraint)|(?:server|service|system|model|engine)s? (?:is |are )?(?:currently |too |very )*busy|reset reason: overflow|unable to process your request|繁忙|过载|负载|访问量过大/,
    ],
    [
      'rate_limited',
      /rate[ _-]?limit|ratelimit|too many requests|throttl|(?:requests?|tokens?|calls) per (?:second|min|hour|day)|\b[rt]p[mhds] (?:limit|rate)|resource (?:has been |is )?exhausted|slow down|max request per|速率限制|频率|限流|请求过多|过于频繁/,
    ],
    ['payload_too_large', /413 request|request entity/],
    ['connection_reset', /before secure tls connection/],
    ['tls_failure', /certificate|self[- ]signed|\bssl[: _]|tls handshake|ssl handshake/],
    [
      'dns_failure',
      /getaddrinfo|enotfound|no such host|name or service not known|name resolution|could not resolve|nodename nor servname/,
    ],
    ['connection_failed', /connection ?refused|econnrefused|remote connection failure/],
    ['client_timeout', /tim(?:ed|ing)[ -]?out|timeout|deadline exceeded|was timeout|超时/],
    [
      'invalid_response',
      /unexpected (?:end of json|token|non-whitespace|character)|in json at position|not valid json|unterminated string|error parsing|jsondecode|expecting (?:value|property name)|invalid character '|failed to parse|malformed response/,
    ],
    [
      'stream_interrupted',
      /premature close|terminated\b|stream (?:disconnected|closed|ended|was aborted|has been aborted|interrupted)|incomplete (?:json|chunked|read)|peer closed connection|before response\.completed|missing finish_reason|without producing/,
    ],
    [
      'connection_reset',
      /econnreset|socket hang ?up|connection[^.\n]{0,30}(?:reset|closed|lost|aborted|terminated|dropped)|other side closed|broken pipe|server disconnected|unexpected eof|remote end closed|connection termination|disconnect\/reset/,
    ],
    [
      'connection_failed',
      /(?:unable|failed|cannot|could not|can't) (?:to )?connect|connection error|connect error|connection failure|fetch failed|failed to fetch|load failed|network ?error|do request failed|connection attempts failed|dial tcp/,
    ],
  ],
  lastTexts: [
    ['bad_gateway', /bad gateway|invalid response was received|upstream error|failed to get response/],
    ['overloaded', /service (?:temporarily )?unavailable|try again later/],
    ['not_found', /\bnot found\b/],
    ['permission_denied', /forbidden/],
    ['invalid_api_key', /unauthori[sz]ed/],
    ['invalid_request', /bad request|invalid (?:argument|request|parameter|value)|is required|not permitted|malformed/],
    ['server_error', /internal|server error|server had an error|unexpected|encountered an|something went wrong/],
  ],
};
