// notice/delivered
// zh: 投递成功
// en: Deliveries have been made
// mode: write
// given delivery_ids: list of text
// given mark: text
// given delivered_at: text
// return recorded: integer
//
// Only the sender that still has them says so; what a later sender took over is its own. It may say so twice.
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id}) WHERE d.claimed_by = $mark AND d.state IN ['pending', 'delivered']
SET d.state = 'delivered', d.delivered_at = $delivered_at, d.queue = null, d.claimed_until = null, d.last_error = null
RETURN count(d) AS recorded
