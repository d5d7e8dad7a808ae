// notice/known
// zh: 已写入的通知
// en: Which of these notices are written already
// mode: read
// given notice_ids: list of text
// given mark: text
// return known: list of text
// return own: list of text  written under the mark
UNWIND $notice_ids AS id
MATCH (n:Notice {notice_id: id})
RETURN collect(n.notice_id) AS known, collect(CASE WHEN n.mark = $mark THEN n.notice_id ELSE null END) AS own
