// watch/dealt
// zh: 已处理的交付
// en: Which of these deliveries have been dealt with
// mode: read
// given arrival_ids: list of text
// return known: list of text
UNWIND $arrival_ids AS id
MATCH (d:Arrival {arrival_id: id})
RETURN collect(d.arrival_id) AS known
