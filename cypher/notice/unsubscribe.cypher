// notice/unsubscribe
// zh: 取消订阅
// en: Whoever was told is no longer
// mode: write
// given subscription_id: text
// given removed_at: text
// return subscription_id: text
MATCH (s:Subscription {subscription_id: $subscription_id})
SET s.active = false, s.removed_at = coalesce(s.removed_at, $removed_at)
RETURN s.subscription_id AS subscription_id
