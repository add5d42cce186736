import type { Delivery } from "./store/claim-jobs.ts";

/**
 * The body of a call to the SDK as canonical JSON text (RFC 8785): sorted keys, event and memos spliced in as stored,
 * so that it is written once and the same text is signed and sent.
 */
export function requestText(delivery: Delivery, maxAttempts: number): string {
  const { attempt, event, fence, key, parallel, runId, stackAt } = delivery;
  const useApi = delivery.steps === null;
  const context = `{"attempt":${attempt},"disable_immediate_execution":${parallel},"env":"","fn_id":${JSON.stringify(delivery.functionId)},"generation_id":${fence},"job_id":${JSON.stringify(jobId(delivery))},"max_attempts":${maxAttempts},"qi_id":${JSON.stringify(key)},"request_id":${JSON.stringify(requestId(delivery))},"run_id":${JSON.stringify(runId)},"stack":{"current":${stackAt},"stack":${JSON.stringify(delivery.stack)}},"step_id":"step","use_api":${useApi}}`;
  return `{"ctx":${context},"defers":{},"event":${event},"events":[${event}],"steps":${delivery.steps ?? "{}"},"use_api":${useApi},"version":${delivery.requestVersion}}`;
}

export function jobId({ runId, key }: Delivery): string {
  return `${runId}/${key}`;
}

export function requestId({ runId, fence }: Delivery): string {
  return `${runId}.${fence}`;
}
