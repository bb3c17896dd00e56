import type { RuleFile } from '../rule.ts';

/** Providers that say a thing or two of their own. */
export const providers: RuleFile = {
  name: 'provider',
  codes: [
    // console.groq.com/docs/errors: status 498, flex tier
    ['overloaded', 'capacity_exceeded'],
    // platform.moonshot.cn/docs/api/errors
    ['quota_exhausted', 'exceeded_current_quota_error'],
    ['overloaded', 'engine_overloaded_error'],
    ['invalid_api_key', 'invalid_authentication_error incorrect_api_key_error'],
    // help.aliyun.com/zh/model-studio/error-code
    ['billing', 'Arrearage'],
    ['content_policy', 'data_inspection_failed DataInspectionFailed'],
    ['quota_exhausted', 'AllocationQuota.FreeTierOnly'],
    ['invalid_api_key', 'InvalidApiKey'],
    // docs.bigmodel.cn/cn/api/api-code
    ['billing', '1113'],
    ['quota_exhausted', '1304 1308 1310'],
    ['rate_limited', '1302 1303'],
    ['concurrency_limited', '1305'],
    ['content_policy', '1301'],
    ['context_length_exceeded', '1261'],
    ['model_not_found', '1211'],
    // platform.minimaxi.com/document/error-codes
    ['billing', '1008'],
    ['content_policy', '1026 1027'],
    // developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors
    ['rate_limited', '1015'],
    ['permission_denied', '1020'],
    ['region_blocked', '1009'],
    // llama.cpp tools/server/utils.hpp
    ['context_length_exceeded', 'exceed_context_size_error'],
  ],
};
