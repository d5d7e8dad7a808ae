// ledger/answered
// zh: 某请求（按幂等键）已得到的答复
// en: What a request was answered that came with an idempotency key
// mode: read
// given batch_id: text
// return body_hash: text  of what was asked
// return answer: text
MATCH (batch:Batch {batch_id: $batch_id})
RETURN batch.file_hash AS body_hash, batch.answer AS answer
