// notice/subscribe
// zh: 新增订阅
// en: Write down who wants to be told
// mode: write
// given subscription_id: text  new for each
// given kind: text
// given address: text
// given minimum_level: integer
// given rules: text
// given portfolio: text
// given schedule: text
// given actor: text
// given created_at: text
// return subscription_id: text
MERGE (s:Subscription {subscription_id: $subscription_id})
ON CREATE SET s.kind = $kind, s.address = $address, s.minimum_level = $minimum_level, s.rules = $rules,
              s.portfolio = $portfolio, s.schedule = $schedule, s.actor = $actor, s.created_at = $created_at,
              s.active = true
RETURN s.subscription_id AS subscription_id
