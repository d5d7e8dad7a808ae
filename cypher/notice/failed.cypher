// notice/failed
// zh: 投递失败
// en: An attempt has failed: deliveries wait for the next, or are given up
// mode: write
// given delivery_ids: list of text
// given mark: text
// given state: text
// given queue: text
// given next_attempt_at: text
// given last_error: text
// return recorded: integer
//
// It may say so twice. What was given up meanwhile because its subscription was removed stays so.
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id}) WHERE d.claimed_by = $mark
  AND (d.state = 'pending' OR (d.state = $state AND d.last_error = $last_error))
SET d.state = $state, d.queue = $queue, d.next_attempt_at = $next_attempt_at, d.last_error = $last_error,
    d.claimed_until = null
RETURN count(d) AS recorded
