// notice/ended
// zh: 早已送达的投递项
// en: Deliveries made before a moment, the oldest first, with the notices that they told
// mode: read
// given before: text
// given limit: integer
// return delivery_id: text
// return notice_id: text  empty: of a count
// return number: integer
MATCH (d:Delivery) WHERE d.delivered_at < $before
RETURN d.delivery_id AS delivery_id, d.notice_id AS notice_id, d.number AS number
ORDER BY d.delivered_at, delivery_id
LIMIT $limit
