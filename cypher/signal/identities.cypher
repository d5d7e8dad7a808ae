// signal/identities
// zh: 主体合并后的编号与全部编号
// en: The identity under which a party is analysed, and all that it has
// mode: read
// given party_id: text
// return canonical_id: text
// return party_ids: list of text
MATCH (asked:Party {party_id: $party_id})
OPTIONAL MATCH (same:Party {canonical_id: asked.canonical_id})
RETURN coalesce(asked.canonical_id, asked.party_id) AS canonical_id,
       collect(coalesce(same.party_id, asked.party_id)) AS party_ids
