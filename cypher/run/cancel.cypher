// run/cancel
// zh: 请求取消任务，由运行该任务的进程执行
// en: Ask the process of a long run to cancel it
// mode: write
// param run_id: text
// return run_id: text
MATCH (r:Run {run_id: $run_id}) WHERE r.state IN ['queued', 'running']
SET r.cancel_asked = true
RETURN r.run_id AS run_id
