// notice/newest
// zh: 最新通知的序号
// en: The number of the newest notice, and up to which they are kept no more; no row where none was written
// mode: read
// given outbox_id: text
// return last: integer
// return cleared: integer
MATCH (o:Outbox {outbox_id: $outbox_id})
RETURN coalesce(o.last, 0) AS last, coalesce(o.cleared, 0) AS cleared
