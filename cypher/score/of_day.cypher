// score/of_day
// zh: 某模型某日的全部评分
// en: All scores that a model gave for a day, in columns
// mode: read
// given model: text
// given as_of: date  the day that was scored
// given known_at: date  as it was known on
// given buckets: integer  in so many rows
// return party_id: list of text
// return probability: list of float
// return low: list of float
// return high: list of float
MATCH (score:Score)-[:SCORES]->(party:Party)
WHERE score.model = $model AND score.as_of = $as_of AND score.known_at = $known_at
WITH score, party, toInteger(rand() * $buckets) AS bucket
RETURN collect(party.party_id) AS party_id, collect(score.probability) AS probability, collect(score.low) AS low,
       collect(score.high) AS high
