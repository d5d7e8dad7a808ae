// signal/recorded
// zh: 某次写入已记录的处置
// en: Which of these acts are there by this writing
// mode: read
// param act_ids: list of text
// param writing: text
// return recorded: list of text
UNWIND $act_ids AS id
MATCH (a:SignalAct {act_id: id}) WHERE a.writing = $writing
RETURN collect(a.act_id) AS recorded
