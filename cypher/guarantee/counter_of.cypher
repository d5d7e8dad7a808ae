// guarantee/counter_of
// zh: 当日有效的反担保：某主体提供的，或为其提供的
// en: Counter-guarantees that stand on the day: those that a party gave, or that secure its recourse
// mode: read
// param party: party
// param role: received | given = received  received: they secure contracts that the party gave
// param guarantee_id: text = none  of the contract that they secure; empty: all
// param as_of: date
// param known_at: date
// param limit: integer
// return guarantee_id: text
// return contract_no: text
// return form: text
// return guarantor_id: text
// return guarantor_name: text
// return cap_cny: money  empty: unlimited
// return agreed_share: ratio
// return starts_on: date
// return last_day: date  of the counter-guarantee; empty: as long as the contract that it secures
// return claimed: boolean
// return secured_id: text  the contract that it secures
// return holder_id: text  who gave that contract, and has recourse
// return holder_name: text
// return callable_cny: money  at most to be called under the contract that it secures
//
// Personal counter-guarantees within their own days, of contracts under which something can be called
// (`guarantee/active_of`).
CALL () {
  MATCH (party:Party {party_id: $party}) WHERE $role = 'received'
  has_given(party, contract)
  WITH DISTINCT contract WHERE contract.guarantee_id = coalesce($guarantee_id, contract.guarantee_id)
  counter_guarantee(counter, contract)
  WITH counter, contract, giver, holder, callable_cny, last_day, claimed WHERE holder.party_id = $party
  RETURN counter, contract, giver, holder, callable_cny, last_day, claimed
  UNION ALL
  MATCH (party:Party {party_id: $party}) WHERE $role = 'given'
  has_given(party, counter)
  WITH DISTINCT counter
  counter_guarantee(counter, contract)
  WITH counter, contract, giver, holder, callable_cny, last_day, claimed
  WHERE giver.party_id = $party AND contract.guarantee_id = coalesce($guarantee_id, contract.guarantee_id)
  RETURN counter, contract, giver, holder, callable_cny, last_day, claimed
}
RETURN counter.guarantee_id AS guarantee_id, counter.contract_no AS contract_no, counter.form AS form,
       giver.party_id AS guarantor_id, giver.name AS guarantor_name, round(counter.cap_cny, 2) AS cap_cny,
       counter.agreed_share AS agreed_share, counter.starts_on AS starts_on, last_day, claimed,
       contract.guarantee_id AS secured_id, holder.party_id AS holder_id, holder.name AS holder_name,
       round(callable_cny, 2) AS callable_cny
ORDER BY callable_cny DESC, guarantee_id, secured_id
LIMIT $limit
