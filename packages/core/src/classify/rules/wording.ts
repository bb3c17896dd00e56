import type { RuleFile } from '../rule.ts';

/**
 * How each kind reads across providers, gateways, proxies and client libraries, most telling first. Each row is a family
 * drawn from the specimens in `fixtures/` and from the codes that the vendors' error pages list. The Chinese wordings
 * are those of Zhipu, DashScope, MiniMax and the new-api family of proxies.
 */
export const wording: RuleFile = {
  name: 'wording',
  texts: [
    [
      'region_blocked',
      /(country|region|territory|location).{0,30}(not( been)? |un)(supported|available)|(not |un)(available|supported|offered) (in (your|this) )?(country|region|location)|block access from your/,
    ],
    [
      'payload_too_large',
      /(entity|payload|body|content|file|image|request) (is )?too large|length limit exceeded|exceeds (the maximum size|\d{1,4} ?[mk]i?b\b)|(payload|body) size exceeds/,
    ],
    [
      'context_length_exceeded',
      /max(imum)? (context|prompt|input|allowed input|seq)|context (length|window|size|limit|available|overflow)|(prompt|input|conversation) (is )?too long|(prompt|input).{0,30}longer than|too many (tokens:|(input|prompt) tokens)|reduce (the length|your (prompt|input))|range of input length|token.{0,40}exceed.{0,20}(max|model|limit|context|config|allow)|exceed\w* (the )?(models? )?(token limit|max\w*.{0,30}token)|max new tokens must|tokens to keep|n ctx|上下文|超长/,
    ],
    [
      'content_policy',
      /content (management|filter|polic|moderat|inspection)|data inspection|safety (system|filter|polic|setting|reason|check)|blocked (for reason|by .{0,30}(filter|polic|safety))|prohibited content|flagged|usage (polic|guideline)|moderation|unsafe|responsible ai|inappropriate|sensitive (content|info|word)|violat.{0,50}(polic|guideline|terms)|敏感|不安全|违规/,
    ],
    [
      'model_not_found',
      /model.{0,90}(not found|not exist|doesnt exist|is not (supported|available|accessible|enabled)|not a valid|no longer|deprecated|retired|as legacy)|model (identifier |name |id )?(is )?invalid|(unknown|no such|unsupported|invalid) model|models? .{0,60}is not (found|supported)|decommissioned|deployment.{0,40}not (exist|found)|not found for account|no endpoints found|not activated the model|模型.{0,20}不存在/,
    ],
    ['rate_limited', /(requests?|tokens?|calls|credits) per (1 )?(second|min|hour)/],
    [
      'billing',
      /credit balance|(insufficient|not enough|low).{0,12}(balance|credit|fund)|balance.{0,20}(insufficient|exhausted|negative)|top up your|please top up|(out of|no|any|more|all|available|included|remaining) (credit|fund)|only afford|spend(ing)? (limit|cap)|payment (is )?(required|failed|method|due|overdue|needed)|(past|failed|unpaid|missing|overdue) (payment|invoice)|(your|plan and|check|update|enable|set up) billing|billing (is|details|account|cycle|limit|issue|plan|not|has|hard|soft|method|period)|arrear|overdue|recharge|good standing|account is not active|余额|欠费|充值/,
    ],
    [
      'quota_exhausted',
      /current quota|(?<!not your )usage limit|quota.{0,30}(exhaust|exceed|used up|will reset)|quota.{0,60}not enough|need quota|(exceed|exhaust).{0,30}quota|used up (your|all|the) |(no|insufficient|insufficient user) quota|per (day|month)|(calls|requests|tokens) (day|month)|\brpd\b|\btpd\b|(daily|weekly|monthly|session).{0,20}(limit|quota|alloc|allowance)|budget.{0,20}exceeded|exceeded.{0,10}budget|free tier only|额度|配额/,
    ],
    ['expired_api_key', /(key|token|credential)s?.{0,30}expired|expired.{0,12}(key|token|credential)/],
    [
      'invalid_api_key',
      /(invalid|incorrect|wrong|leaked|revoked).{0,24}(api ?key|\btoken\b|credential|authentication)|(api ?key|(security|access|auth|api) token|credentials?).{0,40}(invalid|not valid|incorrect|leaked|revoked|disabled)|token not found|user not found|无效的(令牌|api)|身份验证/,
    ],
    [
      'missing_api_key',
      /unregistered callers|\b(no|missing|without|provide|supply|supplied|set).{0,20}(api ?key|authorization|credential|bearer|\bauth)|api ?key.{0,30}(not (set|provided|found|configured|supplied)|required|missing)/,
    ],
    ['invalid_api_key', /authentication (fail|error)|unauthenticated/],
    [
      'permission_denied',
      /insufficient (permission|scope)|missing scope|(not|nt) have (access|permission|the required)|permission.{0,60}denied|permission error|plan (does not|doesnt) include|(organization|account|project|workspace) (has been|is|was) (disabled|suspended|deactivated|banned)|access (is )?denied|must be verified|not authori[sz]ed to|virtual network|enable cookies|attention required|has not been used in project|无权/,
    ],
    ['conflict', /while a run|already has an active|resource is locked|conversation locked/],
    ['concurrency_limited', /concurren|(simultaneous|parallel|in flight) (request|call)|并发/],
    [
      'no_upstream',
      /no healthy upstream|no server is available|failure to get a peer|no (available|active|healthy) (server|channel|account|provider|upstream|endpoint|backend|instance|worker)|无可用渠道/,
    ],
    [
      'model_loading',
      /(currently|still|is|being) loading|(?<!error )loading model|model (is )?(not ready|warming|starting)/,
    ],
    ['maintenance', /maintenance|维护/],
    [
      'overloaded',
      /overload|at capacity|high (demand|load|traffic)|(insufficient|out of|limited) capacity|capacity.{0,14} (exceed|exhaust)|(?<!limit )capacity (error|limit|constraint)|(server|service|system|model|engine).{0,20} busy|unable to process your request|繁忙|过载|负载|访问量过大/,
    ],
    [
      'rate_limited',
      /rate ?limit(?! capacity)|too many (requests|tokens|calls)|throttl|[rt]p[mhs] (limit|rate)|slow down|max request per|too frequent|速率限制|频率|限流|请求过多|频繁/,
    ],
    // What LangChain makes of a 429 that says nothing else: RateLimitCapacityError, rateLimitType capacity
    ['overloaded', /^(rate limit )?capacity( error)?$/m],
  ],
  lastTexts: [
    [
      'bad_gateway',
      /bad gateway|invalid response was received|upstream error|failed to get response|failed dependency/,
    ],
    [
      'rate_limited',
      /(limit|allowance) (has been |is |was )?(exceeded|reached|hit)|(exceed|reach|hit)\w* (\w+ ){0,4}limit/,
    ],
    ['overloaded', /unavailable|try again later/],
    ['not_found', /not found/],
    ['permission_denied', /(?<!extra )forbidden/],
    ['invalid_api_key', /unauthori[sz]ed|authentication/],
    ['conflict', /conflict error/],
    [
      'invalid_request',
      /bad request|invalid (argument|request|parameter|value|input|content)|validation|unprocessable|failed precondition|is required|not permitted|malformed|must (be|start|have|contain|not)|expected .{0,60} but (found|got|received)/,
    ],
    [
      'server_error',
      /internal|server error|server had|unexpected|encountered an|error was encountered|something went wrong|api error|model (stream )?error|crashed|out of memory|cuda/,
    ],
    ['invalid_response', /invalid json|type validation failed/],
  ],
};
