// signal/worklist
// zh: 处置事项的概要，按规则成列
// en: Matters in brief, one row for each rule, in columns
// mode: read
// given states: list of text
// given found: boolean  by the last run that looked; none: or not
// given rule: text  none: of all rules
// given party_ids: list of text  about these only; none: about all
// given assigned_to: text  none: whosever
// given day: date
// return rule: text
// return matter_id: list of text
// return party_id: list of text
// return level: list of integer  of the finding
// return changed_at: list of text
// return snoozed: list of boolean  asleep on that day
MATCH (m:Matter)
WHERE m.state IN $states AND ($found IS NULL OR m.found = $found) AND ($rule IS NULL OR m.rule = $rule)
  AND ($party_ids IS NULL OR m.party_id IN $party_ids) AND ($assigned_to IS NULL OR m.assigned_to = $assigned_to)
RETURN m.rule AS rule, collect(m.matter_id) AS matter_id, collect(m.party_id) AS party_id, collect(m.level) AS level,
       collect(m.changed_at) AS changed_at, collect(coalesce(m.snoozed_until > $day, false)) AS snoozed
