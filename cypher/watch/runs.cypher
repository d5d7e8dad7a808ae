// watch/runs
// zh: 监测运行记录
// en: Runs of the worker that evaluates the rules, the newest first
// mode: read
// param limit: integer
// return run_id: text
// return state: queued | running | done | failed | cancelled
// return actor: text  host and process
// return started_at: text  in UTC, as all these times
// return ended_at: text
// return heard_at: text  when its process last said that it goes on
// return failure: text  code and sentences, as JSON
// return as_of: date
// return parameters: text  as JSON
// return document: text  what it did, as JSON
MATCH (r:Run {kind: 'watch'}) WHERE r.state IS NOT NULL
OPTIONAL MATCH (found:RunResult {run_id: r.run_id})
RETURN r.run_id AS run_id, r.state AS state, r.actor AS actor, r.started_at AS started_at, r.ended_at AS ended_at,
       r.heard_at AS heard_at, r.failure AS failure, r.as_of AS as_of, r.parameters AS parameters,
       found.document AS document
ORDER BY started_at DESC, run_id
LIMIT $limit
