// notice/newest
// zh: 最新通知的序号
// en: The number of the newest notice; no row where none was written
// mode: read
// return last: integer
MATCH (o:Outbox {outbox_id: 'outbox'})
RETURN coalesce(o.last, 0) AS last
