// notice/lock
// zh: 发件箱的写入逐一进行
// en: Writers of the outbox take turns; the number of the newest notice
// mode: write
// given outbox_id: text
// return last: integer
MERGE (o:Outbox {outbox_id: $outbox_id})
SET o.turn = coalesce(o.turn, 0) + 1
RETURN coalesce(o.last, 0) AS last
