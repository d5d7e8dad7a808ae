// group/write_members
// zh: 写入群组成员及入组原因
// en: Write the members of groups, each with why it is one
// mode: write
// param group_id: list of text
// param party_id: list of text
// param tie: list of text
// param through_id: list of text
// param dependence: list of text
// param share_ratio: list of float
// param exposure_cny: list of money
// return written: integer
UNWIND range(0, size($group_id) - 1) AS i
MATCH (g:Group {group_id: $group_id[i]})
MATCH (p:Party {party_id: $party_id[i]})
MERGE (p)-[m:MEMBER_OF]->(g)
SET m.tie = $tie[i], m.through_id = $through_id[i], m.dependence = $dependence[i], m.share_ratio = $share_ratio[i],
    m.exposure_cny = $exposure_cny[i]
RETURN count(m) AS written
