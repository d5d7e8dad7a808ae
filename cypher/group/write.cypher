// group/write
// zh: 写入群组
// en: Write groups, new or found again, as found by the run
// mode: write
// param run_id: text
// param as_of: date
// param group_id: list of text
// param kind: list of text
// param regime: list of text
// param lender_id: list of text
// param head_id: list of text
// param size: list of integer
// param exposure_cny: list of money
// param limit_cny: list of money
// param breach: list of boolean
// param circle_id: list of text
// param guaranteed_cny: list of money
// return written: integer
MATCH (r:Run {run_id: $run_id})
UNWIND range(0, size($group_id) - 1) AS i
MERGE (g:Group {group_id: $group_id[i]})
SET g.kind = $kind[i], g.regime = $regime[i], g.lender_id = $lender_id[i], g.head_id = $head_id[i],
    g.size = $size[i], g.exposure_cny = $exposure_cny[i], g.limit_cny = $limit_cny[i],
    g.breach = $breach[i], g.circle_id = $circle_id[i], g.guaranteed_cny = $guaranteed_cny[i], g.as_of = $as_of
CREATE (g)-[:FOUND_BY]->(r)
RETURN count(g) AS written
