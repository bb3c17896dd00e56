import type { RuleFile } from '../rule.ts';

/** Bedrock and the AWS front doors: docs.aws.amazon.com/bedrock/latest/APIReference (CommonErrors, InvokeModel, Converse). */
export const aws: RuleFile = {
  name: 'aws',
  codes: [
    ['expired_api_key', 'ExpiredTokenException ExpiredToken RequestExpired'],
    [
      'invalid_api_key',
      'UnrecognizedClientException InvalidSignatureException InvalidClientTokenId IncompleteSignature SignatureDoesNotMatch',
    ],
    ['missing_api_key', 'MissingAuthenticationToken CredentialsProviderError NoCredentialsError'],
    ['model_loading', 'ModelNotReadyException'],
    ['gateway_timeout', 'ModelTimeoutException'],
    ['quota_exhausted', 'ServiceQuotaExceededException'],
  ],
  general: [
    ['rate_limited', 'ThrottlingException Throttling TooManyRequestsException throttling_error'],
    ['overloaded', 'ServiceUnavailableException'],
    ['permission_denied', 'AccessDeniedException AccessDenied'],
    ['server_error', 'ModelErrorException ModelStreamErrorException'],
    ['invalid_request', 'ValidationException'],
    ['not_found', 'ResourceNotFoundException'],
  ],
  vague: [['server_error', 'InternalServerException InternalFailure']],
};
