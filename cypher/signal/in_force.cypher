// signal/in_force
// zh: 某日有效的名单记录，按同一主体的每个编号
// en: What stands on the lists on a day, once for each identity of the party that it names
// mode: read
// given day: date
// return same_id: text  an identity of the party
// return entry_id: text
// return list: text
// return party_id: text
// return rule: text
// return reason: text
// return actor: text
// return at: text
// return begins_on: date
// return expires_on: date
// return ended_on: date
// return ended_by: text
// return ended_at: text
// return end_reason: text
MATCH (e:ListEntry)-[:NAMES]->(named:Party)
WHERE e.begins_on <= $day AND e.expires_on > $day
OPTIONAL MATCH (x:ListEnd)-[:ENDS]->(e)
WITH e, named, x
WHERE x IS NULL OR x.ended_on > $day
OPTIONAL MATCH (same:Party {canonical_id: named.canonical_id})
RETURN coalesce(same.party_id, named.party_id) AS same_id, e.entry_id AS entry_id, e.list AS list,
       named.party_id AS party_id, e.rule AS rule, e.reason AS reason, e.actor AS actor, e.at AS at,
       e.begins_on AS begins_on, e.expires_on AS expires_on, x.ended_on AS ended_on, x.actor AS ended_by,
       x.at AS ended_at, x.reason AS end_reason
ORDER BY at, entry_id, same_id
