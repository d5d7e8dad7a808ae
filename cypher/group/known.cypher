// group/known
// zh: 已由该次运行写入的群组
// en: Which of these groups are written, and which of them as found by the run
// mode: read
// given group_ids: list of text
// given run_id: text
// return written: list of text
// return found: list of text
UNWIND $group_ids AS id
MATCH (g:Group {group_id: id})
OPTIONAL MATCH (g)-[:FOUND_BY]->(r:Run {run_id: $run_id})
RETURN collect(g.group_id) AS written, collect(CASE WHEN r IS NULL THEN null ELSE g.group_id END) AS found
