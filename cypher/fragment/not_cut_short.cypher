// not_cut_short(secures, agreed)
// zh: 仍有效，或止于约定的最后一日（此后可能依法仍须负责）
// en: in force still, or ended on the last day agreed, which the liability may outlive by law
(secures.valid_to > $as_of OR secures.valid_to = agreed + duration({days: 1}))
