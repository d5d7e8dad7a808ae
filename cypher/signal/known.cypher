// signal/known
// zh: 已写入的预警
// en: Which of these signals are written already
// mode: read
// param signal_ids: list of text
// return known: list of text
UNWIND $signal_ids AS id
MATCH (s:Signal {signal_id: id})
RETURN collect(s.signal_id) AS known
