// run/result
// zh: 一次运行的结果
// en: What a long run found
// mode: read
// param run_id: text
// param limit: integer
// return run_id: text
// return result: text  as JSON
MATCH (r:Run {run_id: $run_id}) WHERE r.result IS NOT NULL
RETURN r.run_id AS run_id, r.result AS result
ORDER BY run_id
LIMIT $limit
