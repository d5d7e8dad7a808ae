// in_force(r)
// zh: 在 $as_of 有效、且截至 $known_at 已知悉
// en: in force at $as_of, as known at $known_at
(r.valid_from <= $as_of < r.valid_to AND r.recorded_on <= $known_at < r.superseded_on)
