// portfolio/members
// zh: 组合（名单）中的主体
// en: The parties of a portfolio that is a list, in the order of their names
// mode: read
// param name: text
// param limit: integer
// return party_id: text
// return party_name: text
// return kind: text  a kind of enterprise, or person
// return canonical_id: text  the identity under which it is analysed
// return added_on: date
MATCH (:Portfolio {name: $name})-[w:WATCHES]->(party:Party)
RETURN party.party_id AS party_id, party.name AS party_name, coalesce(party.kind, 'person') AS kind,
       coalesce(party.canonical_id, party.party_id) AS canonical_id, w.added_on AS added_on
ORDER BY party_name, party_id
LIMIT $limit
