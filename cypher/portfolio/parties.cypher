// portfolio/parties
// zh: 查询所得主体
// en: Those of these identities that are parties, in the order of their names
// mode: read
// given party_ids: list of text
// return party_id: text
// return party_name: text
// return kind: text  a kind of enterprise, or person
// return canonical_id: text  the identity under which it is analysed
UNWIND $party_ids AS id
MATCH (party:Party {party_id: id})
RETURN party.party_id AS party_id, party.name AS party_name, coalesce(party.kind, 'person') AS kind,
       coalesce(party.canonical_id, party.party_id) AS canonical_id
ORDER BY party_name, party_id
