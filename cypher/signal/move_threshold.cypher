// signal/move_threshold
// zh: 记录一次阈值调整
// en: Append an act on a threshold of a rule
// mode: write
// param adjustment_id: text  the number of an act in its threshold can be taken once
// param rule: text
// param threshold: text
// param seq: integer
// param kind: text
// param from_value: float
// param to_value: float
// param unit: text
// param actor: text
// param at: text
// param reason: text
// param mark: text
// param reverts: text
// param basis: text
// param writing: text  random, of this writing alone
// return adjustment_id: text
CREATE (a:ThresholdAct {
  adjustment_id: $adjustment_id, rule: $rule, threshold: $threshold, seq: $seq, kind: $kind, from_value: $from_value,
  to_value: $to_value, unit: $unit, actor: $actor, at: $at, reason: $reason, mark: $mark, reverts: $reverts,
  basis: $basis, writing: $writing
})
RETURN a.adjustment_id AS adjustment_id
