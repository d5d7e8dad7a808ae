// party/names
// zh: 全部主体的名称（建名称索引用）
// en: Names of all parties, for the name index
// mode: read
// given buckets: integer  in so many rows
// return party_ids: list of text
// return names: list of text
// return persons: list of boolean
MATCH (party:Party) WHERE party.name IS NOT NULL
WITH party, toInteger(rand() * $buckets) AS bucket
WITH bucket, collect(party.party_id) AS party_ids, collect(party.name) AS names, collect(party:Person) AS persons
RETURN party_ids, names, persons
