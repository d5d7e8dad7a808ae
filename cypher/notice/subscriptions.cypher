// notice/subscriptions
// zh: 订阅
// en: Who is told of what, the oldest first
// mode: read
// given active: boolean
// return subscription_id: text
// return kind: webhook | email
// return address: text
// return minimum_level: integer
// return rules: text  comma-separated; empty: all
// return portfolio: text  empty: all
// return schedule: immediately | daily | weekly
// return actor: text
// return created_at: text
MATCH (s:Subscription) WHERE s.active = $active
RETURN s.subscription_id AS subscription_id, s.kind AS kind, s.address AS address, s.minimum_level AS minimum_level,
       s.rules AS rules, s.portfolio AS portfolio, s.schedule AS schedule, s.actor AS actor,
       s.created_at AS created_at
ORDER BY created_at, subscription_id
