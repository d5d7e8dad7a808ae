// notice/remove
// zh: 删除通知
// en: Forget notices
// mode: write
// given notice_ids: list of text
// return removed: integer
UNWIND $notice_ids AS id
MATCH (n:Notice {notice_id: id})
DETACH DELETE n
RETURN count(*) AS removed
