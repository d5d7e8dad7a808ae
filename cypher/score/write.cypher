// score/write
// zh: 写入新的评分
// en: Write new scores, each of its party
// mode: write
// param as_of: date
// param known_at: date
// param model: text
// param horizon_days: integer  within so many days
// param version: integer  of the data
// param score_id: list of text
// param party_id: list of text
// param probability: list of float
// param low: list of float
// param high: list of float
// return written: integer
UNWIND range(0, size($score_id) - 1) AS i
MATCH (p:Party {party_id: $party_id[i]})
CREATE (s:Score {
  score_id: $score_id[i], model: $model, probability: $probability[i], low: $low[i], high: $high[i],
  horizon_days: $horizon_days, as_of: $as_of, known_at: $known_at, version: $version
})
CREATE (s)-[:SCORES]->(p)
RETURN count(s) AS written
