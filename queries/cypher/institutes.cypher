// For which industry is a named R&D institute at work, by its own name or by what a source says?
// 哪些产业有点名的研发机构？
MATCH (y:Policy)-[m:NAMES]->(i:Industry)
WHERE m.source IN $plans AND m.role = 'assigned'
WITH DISTINCT i
OPTIONAL MATCH (n:Institute)-[r:FOCUSES_ON]->(i)
WHERE r.source IN $plans
RETURN i.id AS industry_id, i.name AS industry, n.id AS institute_id, n.name AS institute,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY industry_id, institute_id, r.id
