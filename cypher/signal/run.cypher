// signal/run
// zh: 记录一次预警运行
// en: Write down a run of the rules
// mode: write
// param run_id: text
// param kind: text
// param as_of: date
// param known_at: date
// param version: integer  of the data
// param started_at: text
// param parameters: text
// return run_id: text
//
// A run is named by what it evaluated: the same rules on the same data are the same run.
MERGE (r:Run {run_id: $run_id})
ON CREATE SET r.kind = $kind, r.as_of = $as_of, r.known_at = $known_at, r.version = $version,
              r.started_at = $started_at, r.parameters = $parameters
RETURN r.run_id AS run_id
