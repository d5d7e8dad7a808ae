// party/cards
// zh: 主体的名称与类型
// en: Name and kind of parties
// mode: read
// given party_ids: list of text
// return party_id: text
// return name: text
// return kind: text
UNWIND $party_ids AS id
MATCH (party:Party {party_id: id})
RETURN party.party_id AS party_id, party.name AS name, coalesce(party.kind, 'person') AS kind
