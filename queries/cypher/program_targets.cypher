// Which targets do these programmes set?
MATCH (w:Program)-[r:SETS]->(t:Target)
WHERE w.id IN $programs
RETURN w.id AS program_id, t.id AS target_id, t.name AS target, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY program_id, target_id, r.id LIMIT 100
