// notice/replay
// zh: 重新投递已放弃的项
// en: What was given up waits again, with all attempts before it
// mode: write
// given dead: text  the queue
// given queue: text
// given delivery_id: text  empty: all of the queue
// given now: text
// given mark: text  new for each writing
// return replayed: list of text
MATCH (d:Delivery {queue: $dead}) WHERE $delivery_id = '' OR d.delivery_id = $delivery_id
SET d.state = 'pending', d.queue = $queue, d.attempts = 0, d.next_attempt_at = $now, d.claimed_until = null,
    d.replayed_by = $mark
RETURN collect(d.delivery_id) AS replayed
