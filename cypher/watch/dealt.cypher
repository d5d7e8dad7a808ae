// watch/dealt
// zh: 已处理的交付
// en: Which of these deliveries have been dealt with
// mode: read
// given delivery_ids: list of text
// return known: list of text
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id})
RETURN collect(d.delivery_id) AS known
