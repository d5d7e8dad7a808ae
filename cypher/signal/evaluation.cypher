// signal/evaluation
// zh: 当前事项依据的运行标识
// en: By which run all matters stand, and how often runs were taken up
// mode: read
// return evaluation: text  random mark of that run; null: of several, or of one that did not end
// return taken: integer  writings by which runs were taken up
MATCH (d:Desk {desk_id: 'officers'})
RETURN d.evaluation AS evaluation, coalesce(d.taken, 0) AS taken
