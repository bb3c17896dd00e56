import type { RuleFile } from '../rule.ts';

/** Bedrock and the AWS front doors. docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html */
export const aws: RuleFile = {
  name: 'aws',
  codes: [
    [
      'invalid_api_key',
      'UnrecognizedClientException InvalidSignatureException InvalidClientTokenId IncompleteSignature SignatureDoesNotMatch',
    ],
  ],
  texts: [
    // "Too many tokens per day, please wait before trying again"
    ['quota_exhausted', /too many tokens per day/],
    ['rate_limited', /too many tokens, please wait/],
    // API Gateway: a usage plan whose quota is spent; its throttle says "Too Many Requests"
    ['quota_exhausted', /^limit exceeded$/m],
    // A prompt over the model's limit: "expected maxLength: 42000, actual: 46735"
    ['context_length_exceeded', /expected max ?length/],
  ],
};
