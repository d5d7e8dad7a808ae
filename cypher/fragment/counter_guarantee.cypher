// counter_guarantee(counter, contract)
// zh: 当日有效的反担保：人的担保，担保的是另一份合同担保人的追偿权；该合同当日须可要求承担责任
// en: the counter-guarantees of the day: personal, begun, not ended before their own last day, within it or claimed
// en: within it; of a contract under which something can be called, given by another than its guarantor. The same as
// en: graph/guarantees/portfolio.py. Inside a CALL to which one of the two is known; gives counter, contract, giver,
// en: holder (of the recourse: the contract's guarantor), callable_cny (at most, under the contract), last_day, claimed.
MATCH (counter:Guarantee)-[covers:SECURES]->(contract:Guarantee)
WHERE NOT coalesce(counter.form, 'general') IN ['mortgage', 'pledge'] AND begun(covers)
WITH counter, contract, covers ORDER BY covers.valid_from DESC
WITH counter, contract, collect(covers)[0] AS covers
WITH counter, contract, covers, agreed_end(counter, covers) AS last_day
WHERE not_cut_short(covers, last_day)
WITH counter, contract, last_day, claimed_by(counter, last_day) AS claimed
WHERE last_day IS NULL OR $as_of <= last_day OR claimed
CALL (contract) {
  active_guarantee(contract, loan)
  RETURN round(sum(outstanding_cny), 2) AS secured_cny
}
WITH counter, contract, last_day, claimed, secured_cny,
     floor(round(round(secured_cny * 100) * contract.agreed_share, 3)) / 100 AS share_cny
WITH counter, contract, last_day, claimed, share_cny,
     CASE WHEN contract.cap_cny < secured_cny THEN contract.cap_cny ELSE secured_cny END AS capped_cny
WITH counter, contract, last_day, claimed,
     CASE WHEN share_cny < capped_cny THEN share_cny ELSE capped_cny END AS callable_cny
WHERE callable_cny > 0.005
guarantor_of(counter, giver)
guarantor_of(contract, holder)
WITH counter, contract, giver, holder, callable_cny, last_day, claimed WHERE giver.canonical_id <> holder.canonical_id
