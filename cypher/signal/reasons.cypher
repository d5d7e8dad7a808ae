// signal/reasons
// zh: 若干事项当前预警的定级理由
// en: Why these matters have their level, by the finding as it stands
// mode: read
// given matter_ids: list of text
// return matter_id: text
// return level_reason: text
UNWIND $matter_ids AS id
MATCH (m:Matter {matter_id: id})
MATCH (s:Signal {signal_id: m.signal_id})
RETURN m.matter_id AS matter_id, s.level_reason AS level_reason
