// signal/entries_of
// zh: 主体在名单上的记录，含以其他编号列入的
// en: What stands of a party on the lists, under whichever of its identities, read within a writing
// mode: read
// param party_id: text
// return party_id: text  as it was put on the list
// return entry_id: text
// return list: text
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
MATCH (asked:Party {party_id: $party_id})
OPTIONAL MATCH (same:Party {canonical_id: asked.canonical_id})
WITH DISTINCT coalesce(same.party_id, asked.party_id) AS id
MATCH (named:Party {party_id: id})
MATCH (e:ListEntry)-[:NAMES]->(named)
OPTIONAL MATCH (x:ListEnd)-[:ENDS]->(e)
RETURN named.party_id AS party_id, e.entry_id AS entry_id, e.list AS list, e.rule AS rule, e.reason AS reason,
       e.actor AS actor, e.at AS at, e.begins_on AS begins_on, e.expires_on AS expires_on, x.ended_on AS ended_on,
       x.actor AS ended_by, x.at AS ended_at, x.reason AS end_reason
ORDER BY at, entry_id
