// notice/there
// zh: 仍存在的投递项
// en: Which of these deliveries there still are
// mode: read
// given delivery_ids: list of text
// return there: list of text
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id})
RETURN collect(d.delivery_id) AS there
