// score/made
// zh: 已写入的评分批次
// en: Which scores there are: by which model, of which day, as known when, and how many
// mode: read
// given known_at: date  which had seen no facts told later
// return model: text
// return as_of: date  the day that was scored
// return known_at: date
// return scores: integer
MATCH (score:Score) WHERE score.known_at <= $known_at
WITH score.model AS model, score.as_of AS as_of, score.known_at AS known_at, count(*) AS scores
RETURN model, as_of, known_at, scores
ORDER BY as_of, model, known_at
