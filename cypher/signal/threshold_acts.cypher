// signal/threshold_acts
// zh: 阈值调整记录
// en: What persons did to thresholds of rules, in the order in which they did it
// mode: read
// param writing: text = none  of this writing alone
// return adjustment_id: text
// return rule: text
// return threshold: text
// return seq: integer
// return kind: text  accept or revert
// return from_value: float
// return to_value: float
// return unit: text
// return actor: text
// return at: text  in UTC
// return reason: text
// return mark: text  of what the rule's file said then
// return reverts: text  what is taken back
// return basis: text  JSON; none where nothing was proposed
MATCH (a:ThresholdAct)
WHERE $writing IS NULL OR a.writing = $writing
RETURN a.adjustment_id AS adjustment_id, a.rule AS rule, a.threshold AS threshold, a.seq AS seq, a.kind AS kind,
       a.from_value AS from_value, a.to_value AS to_value, a.unit AS unit, a.actor AS actor, a.at AS at,
       a.reason AS reason, a.mark AS mark, a.reverts AS reverts, a.basis AS basis
ORDER BY at, rule, threshold, seq
