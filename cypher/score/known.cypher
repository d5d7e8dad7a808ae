// score/known
// zh: 已写入的评分
// en: Which of these scores are written already, and from which version of the data
// mode: read
// given score_ids: list of text
// return known: list of text
// return version: list of integer
UNWIND $score_ids AS id
MATCH (s:Score {score_id: id})
RETURN collect(s.score_id) AS known, collect(coalesce(s.version, 0)) AS version
