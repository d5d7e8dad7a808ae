// run/begin
// zh: 任务开始运行
// en: A long run has begun
// mode: write
// param run_id: text
// param started_at: text
// return run_id: text
MATCH (r:Run {run_id: $run_id}) WHERE r.state = 'queued'
SET r.state = 'running', r.started_at = $started_at, r.heard_at = $started_at
RETURN r.run_id AS run_id
