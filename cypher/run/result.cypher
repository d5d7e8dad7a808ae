// run/result
// zh: 一次运行的结果
// en: What a long run found
// mode: read
// param run_id: text
// param limit: integer
// return run_id: text
// return document: text  as JSON
MATCH (found:RunResult {run_id: $run_id})
RETURN found.run_id AS run_id, found.document AS document
ORDER BY run_id
LIMIT $limit
