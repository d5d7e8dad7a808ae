// group/run
// zh: 记录一次群组运行
// en: Write down a run that finds groups
// mode: write
// param run_id: text
// param kind: text
// param as_of: date
// param known_at: date
// param version: integer  of the data
// param started_at: text
// param parameters: text
// param scope: text  the question; the newest run of a scope answers it
// return run_id: text
//
// The same question of the same data is the same run.
MERGE (r:Run {run_id: $run_id})
ON CREATE SET r.kind = $kind, r.as_of = $as_of, r.known_at = $known_at, r.version = $version,
              r.started_at = $started_at, r.parameters = $parameters, r.scope = $scope
RETURN r.run_id AS run_id
