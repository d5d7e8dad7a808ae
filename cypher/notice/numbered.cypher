// notice/numbered
// zh: 某段序号的通知及其写入时刻
// en: Notices by their numbers, with when they were written, in their order
// mode: read
// given first: integer
// given last: integer  this one, too
// return number: integer
// return notice_id: text
// return created_at: text
UNWIND range($first, $last) AS one
MATCH (n:Notice {number: one})
RETURN n.number AS number, n.notice_id AS notice_id, n.created_at AS created_at
ORDER BY number
