// Which tasks hold these clauses, and of which programme are they?
MATCH (t:Task)-[m:MENTIONED_IN]->(c:Passage)
WHERE c.id IN $passages AND m.rule = 'outline'
OPTIONAL MATCH (t)-[o:PART_OF]->(w:Program)
RETURN DISTINCT c.id AS passage, c.path AS path, c.policy_id AS source, t.id AS task_id,
       t.name AS task, w.id AS program_id, w.name AS program
ORDER BY passage, task_id, program_id
