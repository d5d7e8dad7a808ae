// run/end
// zh: 任务结束：完成、失败或取消
// en: A long run has ended: done, failed with a reason, or cancelled
// mode: write
// param run_id: text
// param state: text
// param ended_at: text
// param version: integer  of the data it was found in
// param failure: text
// return run_id: text
//
// What has ended stays as it ended.
MATCH (r:Run {run_id: $run_id}) WHERE r.state IN ['queued', 'running']
SET r.state = $state, r.ended_at = $ended_at, r.version = $version, r.failure = $failure
RETURN r.run_id AS run_id
