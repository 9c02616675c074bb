// Which parks are there, those with most industries first?
MATCH (p:Park)
OPTIONAL MATCH (p)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
WITH p, count(DISTINCT i.id) AS fields
ORDER BY fields DESC, p.id SKIP $skip LIMIT $limit
RETURN p.id AS id, p.name AS name, p.name_en AS name_en, p.status AS status, fields AS fields
