// guarantee/into
// zh: 一步：由谁担保
// en: One step: who stands for these parties
// mode: read
// given frontier: list of text
// given cap: integer
// param as_of: date
// param known_at: date
// return from_id: text
// return to_id: text
UNWIND $frontier AS id
MATCH (guarantor:Party)-[g:GUARANTEES]->(:Party {party_id: id}) WHERE in_force(g)
RETURN DISTINCT id AS from_id, guarantor.party_id AS to_id
ORDER BY from_id, to_id
LIMIT $cap
