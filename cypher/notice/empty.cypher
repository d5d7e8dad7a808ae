// notice/empty
// zh: 清空通知的内容
// en: Of notices nothing is left but that they were written
// mode: write
// given notice_ids: list of text
// return emptied: integer
//
// The node stays: the same news is never written twice.
UNWIND $notice_ids AS id
MATCH (n:Notice {notice_id: id})
SET n.number = null, n.kind = null, n.change = null, n.matter_id = null, n.signal_id = null, n.rule = null,
    n.level = null, n.level_reason = null, n.party_id = null, n.run_id = null, n.as_of = null, n.day = null,
    n.created_at = null
RETURN count(n) AS emptied
