// portfolio/watch
// zh: 将主体加入组合
// en: Add parties to a portfolio; who is in it already stays as he is
// mode: write
// param name: text
// param party_ids: list of text
// param added_on: date
// return watched: integer
MATCH (p:Portfolio {name: $name})
UNWIND $party_ids AS id
MATCH (party:Party {party_id: id})
WHERE NOT EXISTS { MATCH (p)-[:WATCHES]->(party) }
CREATE (p)-[:WATCHES {added_on: $added_on}]->(party)
RETURN count(party) AS watched
