// score/scoring
// zh: 记一次评分写入
// en: Count one writing of scores
// mode: write
// return scorings: integer  so far, this one among them
//
// Scores change without the version of the facts; answers that are made of them go by this number.
MATCH (store:Store {store_id: 'store'})
SET store.scorings = coalesce(store.scorings, 0) + 1
RETURN store.scorings AS scorings
