// signal/raise
// zh: 将预警归入其事项
// en: Say which matters these signals raise
// mode: write
// param signal_id: list of text
// param matter_id: list of text
// return raised: integer
UNWIND range(0, size($signal_id) - 1) AS i
MATCH (s:Signal {signal_id: $signal_id[i]})
MATCH (m:Matter {matter_id: $matter_id[i]})
MERGE (s)-[:RAISES]->(m)
RETURN count(s) AS raised
