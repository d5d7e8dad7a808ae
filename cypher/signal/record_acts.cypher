// signal/record_acts
// zh: 追加处置记录，并更新事项的当前状况
// en: Append acts to the histories of matters, and bring the matters to how they stand after them
// mode: write
// param writing: text  random, of this writing alone
// param matter_id: list of text
// param act_id: list of text  the number of an act in its matter can be taken once
// param seq: list of integer
// param kind: list of text
// param actor: list of text
// param at: list of text
// param reason: list of text
// param note: list of text
// param to: list of text
// param until: list of date
// param act_level: list of integer
// param act_value: list of float
// param act_fingerprint: list of text
// param act_signal_id: list of text
// param act_change: list of text
// param run_id: list of text
// param act_as_of: list of date
// param news: list of text  untold: somebody is to be told
// param state: list of text
// param level: list of integer
// param value: list of float
// param fingerprint: list of text
// param signal_id: list of text
// param found: list of boolean
// param change: list of text
// param as_of: list of date
// param asked: list of text
// param asked_by: list of text
// param before: list of text
// param assigned_to: list of text
// param snoozed_until: list of date
// param outcome: list of text
// param opened_at: list of text
// param changed_at: list of text
// return recorded: integer
UNWIND range(0, size($matter_id) - 1) AS i
MATCH (m:Matter {matter_id: $matter_id[i]})
CREATE (a:SignalAct {
  act_id: $act_id[i], matter_id: $matter_id[i], seq: $seq[i], kind: $kind[i], actor: $actor[i], at: $at[i],
  reason: $reason[i], note: $note[i], to: $to[i], until: $until[i], level: $act_level[i], value: $act_value[i],
  fingerprint: $act_fingerprint[i], signal_id: $act_signal_id[i], change: $act_change[i], run_id: $run_id[i],
  as_of: $act_as_of[i], writing: $writing, news: $news[i]
})
CREATE (a)-[:PART_OF]->(m)
SET m.seq = $seq[i], m.state = $state[i], m.level = $level[i], m.value = $value[i], m.fingerprint = $fingerprint[i],
    m.signal_id = $signal_id[i], m.found = $found[i], m.change = $change[i], m.as_of = $as_of[i],
    m.asked = $asked[i], m.asked_by = $asked_by[i], m.before = $before[i], m.assigned_to = $assigned_to[i],
    m.snoozed_until = $snoozed_until[i], m.outcome = $outcome[i], m.opened_at = $opened_at[i],
    m.changed_at = $changed_at[i]
RETURN count(a) AS recorded
