// guarantee/cycles
// zh: 经过某主体的担保环
// en: Simple guarantee cycles through a party
// mode: read
// by: cycles guarantee/out guarantee/into party/cards
// param party: party
// param maximum_length: integer >= 1 = 5  at most so many guarantees
// param as_of: date
// param known_at: date
// given from_ids: list of text
// given to_ids: list of text
// return from_id: text
// return to_id: text
// return tie: map
// answer length: integer
// answer party_ids: list of text  from the party round to it again
// answer names: list of text
// answer ties: list of map  the guarantees of each hop
UNWIND range(0, size($from_ids) - 1) AS i
MATCH (guarantor:Party {party_id: $from_ids[i]})
MATCH (guarantor)-[g:GUARANTEES]->(debtor:Party) WHERE debtor.party_id = $to_ids[i] AND in_force(g)
RETURN guarantor.party_id AS from_id, debtor.party_id AS to_id,
       {kind: type(g), source_id: guarantor.party_id, target_id: debtor.party_id, guarantee_id: g.guarantee_id,
        cap_cny: round(g.cap_cny, 2)} AS tie
ORDER BY from_id, to_id, g.guarantee_id
