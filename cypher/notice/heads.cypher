// notice/heads
// zh: 各主体可投递的第一项
// en: Of each party the first delivery that waits, where it is due and nobody has it
// mode: read
// given queue: text
// given now: text
// given limit: integer
// return delivery_id: text
// return number: integer
//
// What comes later for a party waits until the first is delivered or given up.
MATCH (d:Delivery {queue: $queue})
WITH d ORDER BY d.number, d.delivery_id
WITH d.party_id AS party_id, collect(d.delivery_id) AS waiting
WITH waiting[0] AS head
MATCH (first:Delivery {delivery_id: head})
WHERE first.next_attempt_at <= $now AND (first.claimed_until IS NULL OR first.claimed_until <= $now)
RETURN first.delivery_id AS delivery_id, first.number AS number
ORDER BY number, delivery_id
LIMIT $limit
