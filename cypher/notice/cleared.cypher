// notice/cleared
// zh: 记录已清理到的序号
// en: Up to which number notices are kept no more
// mode: write
// given outbox_id: text
// given cleared: integer
// return cleared: integer
MATCH (o:Outbox {outbox_id: $outbox_id})
SET o.cleared = $cleared
RETURN o.cleared AS cleared
