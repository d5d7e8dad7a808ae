// run/ask
// zh: 记录一项新提交的任务
// en: Write down a long run that was asked for
// mode: write
// param run_id: text  new for each
// param kind: text
// param title_zh: text
// param title_en: text
// param actor: text
// param as_of: date
// param known_at: date
// param parameters: text  as JSON
// param asked_at: text
// return run_id: text
MERGE (r:Run {run_id: $run_id})
ON CREATE SET r.kind = $kind, r.title_zh = $title_zh, r.title_en = $title_en, r.actor = $actor, r.as_of = $as_of,
              r.known_at = $known_at, r.parameters = $parameters, r.asked_at = $asked_at, r.heard_at = $asked_at,
              r.state = 'queued'
RETURN r.run_id AS run_id
