// score/latest
// zh: 最近一次违约概率评分
// en: The latest score of each of some parties: its probability of default
// mode: read
// param party_ids: list of text  whose; those without a score are left out
// param as_of: date
// param limit: integer
// return party_id: text
// return name: text
// return probability: ratio  of default
// return low: ratio  it lies between this
// return high: ratio  and this, going by what the models of the ensemble say
// return horizon_days: integer  within so many days
// return model: text
// return as_of: date  the day that was scored
// return score_id: text
//
// The newest day up to the as-of day answers; of several scores of that day that of the model whose name comes last, as
// versions sort by the time of training.
UNWIND $party_ids AS id
MATCH (party:Party {party_id: id})<-[:SCORES]-(score:Score) WHERE score.as_of <= $as_of
WITH DISTINCT party, score
WITH party, score ORDER BY score.as_of DESC, score.model DESC, score.score_id
WITH party, collect(score) AS scores
WITH party, scores[0] AS newest
RETURN party.party_id AS party_id, party.name AS name, newest.probability AS probability, newest.low AS low, newest.high AS high,
       newest.horizon_days AS horizon_days, newest.model AS model, newest.as_of AS as_of, newest.score_id AS score_id
ORDER BY party_id
LIMIT $limit
