// notice/replayed
// zh: 某次操作重新投递的项
// en: Which of these deliveries one writing has let wait again
// mode: read
// given delivery_ids: list of text
// given mark: text
// return replayed: list of text
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id}) WHERE d.replayed_by = $mark
RETURN collect(d.delivery_id) AS replayed
