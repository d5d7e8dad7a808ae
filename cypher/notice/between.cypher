// notice/between
// zh: 按序号读取通知
// en: Notices by their numbers, in their order
// mode: read
// given after: integer  not this one
// given last: integer  this one, too
// given minimum_level: integer
// given rule: text  empty: all
// return number: integer
// return notice_id: text
// return signal_id: text
// return rule: text
// return level: integer
// return level_reason: text
// return party_id: text
// return as_of: date
// return matter_id: text
// return kind: text  found, changed or returned
// return change: text  how the finding differs from the one before
// return created_at: text
//
// Numbers have no gaps; each is looked up by itself, so that both databases use the index.
UNWIND range($after + 1, $last) AS one
MATCH (n:Notice {number: one}) WHERE n.level >= $minimum_level AND ($rule = '' OR n.rule = $rule)
RETURN n.number AS number, n.notice_id AS notice_id, n.signal_id AS signal_id, n.rule AS rule, n.level AS level,
       n.level_reason AS level_reason, n.party_id AS party_id, n.as_of AS as_of,
       n.matter_id AS matter_id, coalesce(n.kind, 'found') AS kind, n.change AS change, n.created_at AS created_at
ORDER BY number
