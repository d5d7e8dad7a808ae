// notice/claimed
// zh: 某发送方占用的投递项
// en: What a sender has claimed, with what it is to tell
// mode: read
// given delivery_ids: list of text
// given mark: text
// return delivery_id: text
// return subscription_id: text
// return kind: signal | more
// return notice_id: text
// return number: integer
// return party_id: text
// return name: text
// return rule: text
// return day: date
// return more: integer
// return attempts: integer
// return created_at: text
// return signal_id: text
// return level: integer
// return level_reason: text
// return as_of: date
// return matter_id: text
// return finding: text  found, changed or returned
// return change: text  how the finding differs from the one before
UNWIND $delivery_ids AS id
MATCH (d:Delivery {delivery_id: id}) WHERE d.claimed_by = $mark AND d.state = 'pending'
OPTIONAL MATCH (n:Notice {notice_id: d.notice_id})
OPTIONAL MATCH (party:Party {party_id: d.party_id})
RETURN d.delivery_id AS delivery_id, d.subscription_id AS subscription_id, d.kind AS kind, d.notice_id AS notice_id,
       d.number AS number, d.party_id AS party_id, party.name AS name, d.rule AS rule, d.day AS day, d.more AS more,
       d.attempts AS attempts, d.created_at AS created_at, n.signal_id AS signal_id, n.level AS level,
       n.level_reason AS level_reason, n.as_of AS as_of, n.matter_id AS matter_id, n.kind AS finding,
       n.change AS change
ORDER BY number, delivery_id
