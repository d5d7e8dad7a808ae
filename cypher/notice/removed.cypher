// notice/removed
// zh: 早已取消的订阅
// en: Subscriptions that were removed before a moment
// mode: read
// given before: text
// return subscription_id: text
MATCH (s:Subscription {active: false}) WHERE s.removed_at < $before
RETURN s.subscription_id AS subscription_id
