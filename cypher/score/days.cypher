// score/days
// zh: 已评分的日期
// en: The days that were scored, by which model, newest first
// mode: read
// param as_of: date
// param limit: integer
// return model: text
// return as_of: date
// return scores: integer  parties scored
MATCH (score:Score) WHERE score.as_of <= $as_of
WITH score.model AS model, score.as_of AS as_of, count(*) AS scores
RETURN model, as_of, scores
ORDER BY as_of DESC, model
LIMIT $limit
