// notice/dead
// zh: 已放弃的投递项
// en: Deliveries that were given up, the oldest first
// mode: read
// given queue: text
// given limit: integer
// return delivery_id: text
// return kind: signal | more
// return number: integer
// return party_id: text
// return rule: text
// return more: integer
// return attempts: integer
// return created_at: text
// return last_error: text
MATCH (d:Delivery {queue: $queue})
RETURN d.delivery_id AS delivery_id, d.kind AS kind, d.number AS number, d.party_id AS party_id, d.rule AS rule,
       d.more AS more, d.attempts AS attempts, d.created_at AS created_at, d.last_error AS last_error
ORDER BY number, delivery_id
LIMIT $limit
