"""What the files of `truth/` say; written beside them."""

README = """# The truth of this synthetic world

The folder above holds what a firm would deliver; this one what no feed says. Everything is invented: names,
credit codes (series `MY`, given to nobody) and identity numbers (codes of whole cities, which real ones
never carry).

Enterprises are named as in the graph, `cn.uscc:<code>`. Persons are named by their **raw synthetic identity
number**: the graph knows them as `cn.ric:<keyed hash>`, with a key that the world does not know; hash the
number with your key to compare. Dates are first and last days, both included; an empty cell means "none".
Amounts are in 元.

## Planted structures

A guarantee ties guarantor to debtor while its contract runs (`担保起始日` to `保证期间届满日`), if it is a third
party's personal guarantee. On every day, the strongly connected components of these ties with two or more
members are exactly the planted circles; nothing else closes a circle. A circle's loans are settled on the
day after its guarantees end, so that "contract in force" and "something still owed" agree. A circle that
has a defaulter is not renewed.

* `planted_circles.csv`: who belonged to which circle when. `circle_id`, `kind` (`circle`, or `mutual_pair`
  for the circles of two), `party_id`, `from`, `to`. A party that left and came back has two rows.
* `mutual_pairs.csv`: parties that stand for each other, in circles of two and within larger ones.
  `circle_id`, `party_a`, `party_b`, `from`, `to`.
* `circle_lineage.csv`: how circles descend. `circle_id` was `merged` into, or `split` (see `kind`) from,
  `other_circle_id`; from the day `on`.
* `chains.csv`: planted chains of guarantors, link by link. `chain_id`, `position` (from 0), `guarantor`,
  `debtor`, `guarantee_id`, `from`, `to`, `complete` (false where a default kept a link from being signed).
  Chains may run on beyond their ends: ordinary guarantees join them.
* `multi_guaranteed.csv`: debtors with at least three enterprises as guarantors on the last day, in
  contracts signed one by one. `party_id`, `guarantor_enterprises` (how many), `guarantors` (persons
  included), `guarantor_enterprises_of_unpaid_loans` (only guarantees of loans not yet repaid),
  `capped_amount_cny` (their caps together, unlimited ones left out).

## Owners

* `controllers.csv`: each enterprise's ultimate controller on the last day. `party_id`, `controller` (more
  than half of the votes, directly and through whom it controls, by true owners; empty: nobody), `basis`
  (`majority`, `concert` where only an agreement between persons gives it, named by the first of them;
  `none`), `controller_by_register` (the same by registered owners), `hidden` (they differ).
* `beneficial_owners.csv`: persons with a true look-through share of at least 25 % (sum over all chains,
  loops included). `party_id`, `person`, `share_ratio`.
* `nominees.csv`: stakes held for somebody else. `party_id` (the enterprise held), `nominee` (registered),
  `true_owner`, `enterprise_behind` (the enterprise that the true owner leads; seven of ten share its
  address and telephone, half its finance officer), `share_ratio`.

## Names

* `same_names.csv`: pairs of different persons of one city given the same name on purpose (others share a
  name by chance). `name`, `person_a`, `person_b`.
* `variants.csv`: parties that the feed holds a second time under an own number. `own_number` (as in the
  feed; the loader puts its source's name before it), `party_id` (who it truly is), `name` (as given), `way`
  (`typo`, `form_dropped`, `city_dropped`, `swapped`; `bare_name` for persons).
  The feed's `same_as.csv` is what a cautious matching program makes of both: it finds every company's double;
  of the persons who bear a double's bare name it offers one drawn at random, as probable as there are few of
  them; and it holds each pair of `same_names.csv` to be one person with a probability of 10 %, wrongly.
* `renamings.csv`: `party_id`, `former_name`, `name`, `on` (first day of the new name).

## Defaults

* `defaults.csv`: `party_id`, `defaulted_on`, `driver` (`observed_weakness`: it would have happened by the
  statements alone; `unobserved_weakness`: by a frailty that no statement shows; `contagion`: only for
  losses passed on by others), `chance` and `chance_without_contagion` (probability in that quarter),
  `observed_weakness`, `unobserved_weakness` (standard deviations; high is weak).
* `transmissions.csv`: which earlier defaults brought down whom, for each default driven by contagion.
  `source`, `target`, `source_defaulted_on`, `target_defaulted_on`, `channel` (`guarantee_call`,
  `ownership`, `lending`), `guarantee_id`, `loan_id`, `loss_cny`, `weight` (the part of the target's losses,
  faded by time; small ones left out).

## Broken rows

* `dirty.csv`: rows that a loader must refuse, each a copy of a good row with a key of its own and one flaw.
  `table`, `row` (as a spreadsheet counts: the header is row 1), `field`, `header` (of the column), `kind`
  (`bad_checksum`, `missing`, `dangling`, `above_one`, `end_before_start`, `unknown_currency`,
  `unknown_choice`). All other rows are good: what loads is the clean world.
"""
