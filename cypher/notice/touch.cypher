// notice/touch
// zh: 锁定投递项
// en: Lock deliveries, so that senders claim them one after the other
// mode: write
// given delivery_ids: list of text  ascending, so that two senders never wait for each other
// given mark: text  new for each call: a changed value, which both databases guard
// return locked: integer
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id})
SET d.touched = $mark
RETURN count(d) AS locked
