// notice/claim
// zh: 占用投递项
// en: Claim deliveries for one sender, for a time
// mode: write
// given delivery_ids: list of text
// given now: text
// given until: text
// given mark: text
// return claimed: integer
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id})
WHERE d.state = 'pending' AND d.next_attempt_at <= $now AND (d.claimed_until IS NULL OR d.claimed_until <= $now)
SET d.claimed_until = $until, d.claimed_by = $mark, d.attempts = d.attempts + 1
RETURN count(d) AS claimed
