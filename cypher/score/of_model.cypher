// score/of_model
// zh: 某模型在一段时间内的全部评分
// en: The scores that a model gave for the days of a time, in columns
// mode: read
// given model: text
// given first: date  the first day that was scored
// given last: date  the last one
// given known_at: date  which had seen no facts told later
// given buckets: integer  in so many rows a day
// return as_of: list of date  the day that was scored, once a row
// return known_on: list of date  as it was known on, once a row
// return scores: list of integer  how many of the others are of this row
// return party_id: list of text
// return probability: list of float
// return low: list of float
// return high: list of float
MATCH (score:Score)-[:SCORES]->(party:Party)
WHERE score.model = $model AND score.as_of >= $first AND score.as_of <= $last AND score.known_at <= $known_at
WITH score, party, toInteger(rand() * $buckets) AS bucket
WITH bucket, score.as_of AS as_of, score.known_at AS known_on, collect(party.party_id) AS party_id,
     collect(score.probability) AS probability, collect(score.low) AS low, collect(score.high) AS high
RETURN [as_of] AS as_of, [known_on] AS known_on, [size(party_id)] AS scores, party_id, probability, low, high
