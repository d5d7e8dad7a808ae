// guarantee/out
// zh: 一步：为谁担保
// en: One step: for whom these parties stand
// mode: read
// given frontier: list of text
// given cap: integer
// param as_of: date
// param known_at: date
// return from_id: text
// return to_id: text
UNWIND $frontier AS id
MATCH (:Party {party_id: id})-[g:GUARANTEES]->(debtor:Party) WHERE in_force(g)
RETURN DISTINCT id AS from_id, debtor.party_id AS to_id
ORDER BY from_id, to_id
LIMIT $cap
