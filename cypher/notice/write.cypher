// notice/write
// zh: 写入新的通知
// en: Write new notices
// mode: write
// given mark: text  new for each transaction
// given day: date
// given created_at: text
// given notice_id: list of text
// given number: list of integer
// given signal_id: list of text
// given rule: list of text
// given level: list of integer
// given level_reason: list of text
// given party_id: list of text
// given matter_id: list of text
// given kind: list of text
// given change: list of text
// given run_id: list of text
// given as_of: list of date
// return written: integer
UNWIND range(0, size($notice_id) - 1) AS i
CREATE (n:Notice {
  notice_id: $notice_id[i], number: $number[i], signal_id: $signal_id[i], rule: $rule[i], level: $level[i],
  level_reason: $level_reason[i], party_id: $party_id[i], run_id: $run_id[i], as_of: $as_of[i],
  matter_id: $matter_id[i], kind: $kind[i], change: $change[i], day: $day, created_at: $created_at, mark: $mark
})
RETURN count(n) AS written
