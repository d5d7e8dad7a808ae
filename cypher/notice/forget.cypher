// notice/forget
// zh: 删除投递项
// en: Deliveries are forgotten
// mode: write
// given delivery_ids: list of text
// return forgotten: integer
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id})
DETACH DELETE d
RETURN count(*) AS forgotten
