// signal/open_matters
// zh: 新建预警事项，一条规则一个主体一项
// en: Open matters, one for each rule and party
// mode: write
// param matter_id: list of text
// param rule: list of text
// param party_id: list of text
// return opened: integer
UNWIND range(0, size($matter_id) - 1) AS i
MATCH (p:Party {party_id: $party_id[i]})
CREATE (m:Matter {matter_id: $matter_id[i], rule: $rule[i], party_id: $party_id[i], seq: 0})
CREATE (m)-[:ABOUT]->(p)
RETURN count(m) AS opened
