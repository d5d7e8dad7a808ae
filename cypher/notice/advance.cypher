// notice/advance
// zh: 记录最新通知的序号
// en: The number of the newest notice
// mode: write
// given outbox_id: text
// given last: integer
// return last: integer
MATCH (o:Outbox {outbox_id: $outbox_id})
SET o.last = $last
RETURN o.last AS last
