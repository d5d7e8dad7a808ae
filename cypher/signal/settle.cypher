// signal/settle
// zh: 记录全部事项所依据的运行
// en: Write down by which run all matters stand
// mode: write
// param evaluation: text  random mark of the run
// return turns: integer
MATCH (d:Desk {desk_id: 'officers'})
SET d.evaluation = $evaluation
RETURN d.turns AS turns
