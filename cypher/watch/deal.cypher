// watch/deal
// zh: 记录一项交付已处理
// en: Write down that a delivery has been dealt with
// mode: write
// param delivery_id: text
// param name: text
// param dealt_at: text
// param outcome: text
// return delivery_id: text
MERGE (d:Delivery {delivery_id: $delivery_id})
SET d.name = $name, d.dealt_at = $dealt_at, d.outcome = $outcome
RETURN d.delivery_id AS delivery_id
