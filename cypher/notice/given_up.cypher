// notice/given_up
// zh: 某些队列中的投递项
// en: Deliveries in queues, with the notices that they were to tell
// mode: read
// given queues: list of text
// given delivery_id: text  empty: all of them
// given limit: integer
// return delivery_id: text
// return notice_id: text  empty: of a count
// return number: integer
UNWIND $queues AS one
MATCH (d:Delivery {queue: one}) WHERE $delivery_id = '' OR d.delivery_id = $delivery_id
RETURN d.delivery_id AS delivery_id, d.notice_id AS notice_id, d.number AS number
ORDER BY number, delivery_id
LIMIT $limit
