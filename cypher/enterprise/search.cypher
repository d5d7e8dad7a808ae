// enterprise/search
// zh: 按名称或统一社会信用代码查找企业
// en: Enterprises by part of the name or the beginning of the code
// mode: read
// by: search
// param text: text  any part of the name, or the first characters of the code
// param as_of: date
// param known_at: date
// given found: list of text
// return party_id: text
// return name: text
// return kind: text
// return established_on: date
// return status: text
// return industry: text
// return region: text
//
// Candidates come from the index over names that this product keeps itself: whole names first, then beginnings, then
// parts. An enterprise is found from the day on which a source identifies it.
UNWIND range(0, size($found) - 1) AS place
MATCH (enterprise:Enterprise {party_id: $found[place]})
WHERE EXISTS { MATCH (:Identifier)-[known:IDENTIFIES]->(enterprise) WHERE in_force(known) }
OPTIONAL MATCH (enterprise)-[described:DESCRIBED_BY]->(record:Record) WHERE in_force(described)
RETURN enterprise.party_id AS party_id, enterprise.name AS name, enterprise.kind AS kind,
       enterprise.established_on AS established_on, record.status AS status, record.industry AS industry,
       record.region AS region
ORDER BY place
