// signal/add_entry
// zh: 列入白名单或黑名单
// en: Put a party on a white or a black list
// mode: write
// param entry_id: text  new for each
// param list: text
// param party_id: text
// param rule: text
// param reason: text
// param actor: text
// param at: text
// param begins_on: date
// param expires_on: date
// return party_id: text  the identity under which the party is analysed
MATCH (given:Party {party_id: $party_id})
MATCH (p:Party {party_id: coalesce(given.canonical_id, given.party_id)})
CREATE (e:ListEntry {
  entry_id: $entry_id, list: $list, party_id: p.party_id, rule: $rule, reason: $reason, actor: $actor, at: $at,
  begins_on: $begins_on, expires_on: $expires_on
})
CREATE (e)-[:NAMES]->(p)
RETURN p.party_id AS party_id
