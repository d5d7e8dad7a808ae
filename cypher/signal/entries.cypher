// signal/entries
// zh: 白名单与黑名单的全部记录
// en: White and black lists with all that ever stood on them, the newest first
// mode: read
// param entry_id: text = none
// param party_id: text = none  under whichever of its identities
// param list: text = none
// param in_force_on: date = none  those in force on that day only
// param limit: integer
// return entry_id: text
// return list: text  white or black
// return party_id: text
// return name: text
// return rule: text  none: of all rules
// return reason: text
// return actor: text
// return at: text  in UTC
// return begins_on: date
// return expires_on: date  the first day on which it no longer holds
// return ended_on: date  where somebody ended it before
// return ended_by: text
// return ended_at: text
// return end_reason: text
// return end_writing: text
OPTIONAL MATCH (asked:Party {party_id: $party_id})
WITH asked.canonical_id AS canonical_id
MATCH (e:ListEntry)-[:NAMES]->(p:Party)
WHERE ($entry_id IS NULL OR e.entry_id = $entry_id)
  AND ($party_id IS NULL OR p.party_id = $party_id OR p.canonical_id = canonical_id)
  AND ($list IS NULL OR e.list = $list)
  AND ($in_force_on IS NULL OR (e.begins_on <= $in_force_on AND e.expires_on > $in_force_on))
OPTIONAL MATCH (x:ListEnd)-[:ENDS]->(e)
WITH e, p, x
WHERE $in_force_on IS NULL OR x IS NULL OR x.ended_on > $in_force_on
RETURN e.entry_id AS entry_id, e.list AS list, p.party_id AS party_id, p.name AS name, e.rule AS rule,
       e.reason AS reason, e.actor AS actor, e.at AS at, e.begins_on AS begins_on, e.expires_on AS expires_on,
       x.ended_on AS ended_on, x.actor AS ended_by, x.at AS ended_at, x.reason AS end_reason, x.writing AS end_writing
ORDER BY at DESC, entry_id
LIMIT $limit
