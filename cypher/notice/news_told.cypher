// notice/news_told
// zh: 标记为已通知
// en: Say that these acts are told, or need not be
// mode: write
// given act_ids: list of text
// return told: integer
UNWIND $act_ids AS id
MATCH (a:SignalAct {act_id: id})
SET a.news = null
RETURN count(a) AS told
