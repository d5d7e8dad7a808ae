// run/keep
// zh: 保存一次运行的结果
// en: Keep what a long run found
// mode: write
// param run_id: text
// param document: text  as JSON
// return run_id: text
MERGE (found:RunResult {run_id: $run_id})
SET found.document = $document
RETURN found.run_id AS run_id
