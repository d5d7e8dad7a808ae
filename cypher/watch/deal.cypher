// watch/deal
// zh: 记录一项交付已处理
// en: Write down that a delivery has been dealt with
// mode: write
// param arrival_id: text
// param name: text
// param dealt_at: text
// param outcome: text
// return arrival_id: text
MERGE (d:Arrival {arrival_id: $arrival_id})
SET d.name = $name, d.dealt_at = $dealt_at, d.outcome = $outcome
RETURN d.arrival_id AS arrival_id
