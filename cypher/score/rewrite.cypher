// score/rewrite
// zh: 更新同一模型同一日期的评分
// en: Give scores that the same model gave for the same day the probabilities of newer data
// mode: write
// param version: integer  of the data
// param score_id: list of text
// param probability: list of float
// param low: list of float
// param high: list of float
// return written: integer
UNWIND range(0, size($score_id) - 1) AS i
MATCH (s:Score {score_id: $score_id[i]})
SET s.probability = $probability[i], s.low = $low[i], s.high = $high[i], s.version = $version
RETURN count(s) AS written
