// begun(r)
// zh: 在 $as_of 已开始（可能已结束）、且截至 $known_at 已知悉；仅供下列定义使用，见 cypher/check.py
// en: begun by $as_of, in force or ended since, as known at $known_at; for definitions that say themselves what an end
// en: means, and for no other text: see cypher/check.py
(r.valid_from <= $as_of AND r.recorded_on <= $known_at < r.superseded_on)
