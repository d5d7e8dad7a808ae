// run/alive
// zh: 进程报告其任务仍在进行，并得知哪些已被请求取消
// en: A process says that its runs go on, and learns which of them somebody asked to cancel
// mode: write
// param run_ids: list of text
// param heard_at: text
// return cancel_asked: list of text  run_ids
UNWIND $run_ids AS id
MATCH (r:Run {run_id: id}) WHERE r.state IN ['queued', 'running']
SET r.heard_at = $heard_at
RETURN collect(CASE WHEN coalesce(r.cancel_asked, false) THEN r.run_id ELSE null END) AS cancel_asked
