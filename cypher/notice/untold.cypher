// notice/untold
// zh: 尚未通知的发现、变化和再次出现
// en: What the rules said of matters that nobody has been told of yet
// mode: read
// given news: text  as such acts are marked
// return act_id: text
// return seq: integer  of the act in its matter
// return kind: text  found, changed or returned
// return change: text  how the finding differs from the one before
// return matter_id: text
// return signal_id: text
// return rule: text
// return party_id: text
// return level: integer
// return level_reason: text
// return run_id: text
// return as_of: date
// return over: boolean  it was dismissed, closed or found no longer since
MATCH (a:SignalAct {news: $news})-[:PART_OF]->(m:Matter)
MATCH (s:Signal {signal_id: a.signal_id})
RETURN a.act_id AS act_id, a.seq AS seq, a.kind AS kind, a.change AS change, m.matter_id AS matter_id,
       a.signal_id AS signal_id, m.rule AS rule, m.party_id AS party_id, a.level AS level,
       s.level_reason AS level_reason, a.run_id AS run_id, a.as_of AS as_of,
       m.state IN ['dismissed', 'closed'] OR NOT m.found AS over
ORDER BY matter_id, seq
