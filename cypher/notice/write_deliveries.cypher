// notice/write_deliveries
// zh: 写入待投递项
// en: Write deliveries that are to be made
// mode: write
// given day: date
// given created_at: text
// given delivery_id: list of text
// given subscription_id: list of text
// given kind: list of text
// given notice_id: list of text
// given number: list of integer
// given party_id: list of text
// given rule: list of text
// given tally: list of text
// given more: list of integer
// given queue: list of text
// given next_attempt_at: list of text
// return written: integer
UNWIND range(0, size($delivery_id) - 1) AS i
CREATE (d:Delivery {
  delivery_id: $delivery_id[i], subscription_id: $subscription_id[i], kind: $kind[i], notice_id: $notice_id[i],
  number: $number[i], party_id: $party_id[i], rule: $rule[i], day: $day, tally: $tally[i], more: $more[i],
  state: 'pending', queue: $queue[i], attempts: 0, next_attempt_at: $next_attempt_at[i], created_at: $created_at
})
RETURN count(d) AS written
