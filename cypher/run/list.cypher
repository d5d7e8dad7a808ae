// run/list
// zh: 长时间运行的任务
// en: Long runs that were asked for, the newest first
// mode: read
// param run_id: text = none  this one only
// param kind: text = none  all kinds
// param limit: integer
// return run_id: text
// return kind: text
// return title_zh: text
// return title_en: text
// return state: queued | running | done | failed | cancelled
// return actor: text
// return asked_at: text  in UTC, as all these times
// return started_at: text
// return ended_at: text
// return heard_at: text  when its process last said that it goes on
// return cancel_asked: boolean
// return failure: text  code and sentences, as JSON
// return as_of: date
// return known_at: date
// return version: integer  of the data it was found in
// return parameters: text  as JSON
//
// Runs that were written down when they were done (warnings, groups) have no state and are not among them.
MATCH (r:Run) WHERE r.state IS NOT NULL AND ($run_id IS NULL OR r.run_id = $run_id) AND ($kind IS NULL OR r.kind = $kind)
RETURN r.run_id AS run_id, r.kind AS kind, r.title_zh AS title_zh, r.title_en AS title_en, r.state AS state,
       r.actor AS actor, r.asked_at AS asked_at, r.started_at AS started_at, r.ended_at AS ended_at,
       r.heard_at AS heard_at, coalesce(r.cancel_asked, false) AS cancel_asked, r.failure AS failure,
       r.as_of AS as_of, r.known_at AS known_at, r.version AS version, r.parameters AS parameters
ORDER BY asked_at DESC, run_id
LIMIT $limit
