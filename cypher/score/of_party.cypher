// score/of_party
// zh: 某主体的历次违约概率评分
// en: All scores of a party as known on a day, the newest first
// mode: read
// param party: party
// param as_of: date  of scores of days up to then
// param known_at: date  which had seen no facts told later
// param limit: integer
// return score_id: text
// return probability: ratio  of default
// return low: ratio  it lies between this
// return high: ratio  and this, going by what the models of the ensemble say
// return horizon_days: integer  within so many days
// return model: text
// return as_of: date  the day that was scored
// return known_at: date  as it was known on
// return version: integer  of the facts that it was made from
//
// Of one day the model trained last comes first, as in `score/latest`, and what was known last before what was known earlier.
MATCH (party:Party {party_id: $party})<-[:SCORES]-(score:Score)
WHERE score.as_of <= $as_of AND score.known_at <= $known_at
RETURN DISTINCT score.score_id AS score_id, score.probability AS probability, score.low AS low, score.high AS high,
       score.horizon_days AS horizon_days, score.model AS model, score.as_of AS as_of, score.known_at AS known_at,
       score.version AS version
ORDER BY as_of DESC, model DESC, known_at DESC, score_id
LIMIT $limit
