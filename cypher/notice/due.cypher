// notice/due
// zh: 全部可投递项
// en: All deliveries of a queue that are due and that nobody has
// mode: read
// given queue: text
// given now: text
// given limit: integer
// return delivery_id: text
// return number: integer
MATCH (d:Delivery {queue: $queue})
WHERE d.next_attempt_at <= $now AND (d.claimed_until IS NULL OR d.claimed_until <= $now)
RETURN d.delivery_id AS delivery_id, d.number AS number
ORDER BY number, delivery_id
LIMIT $limit
