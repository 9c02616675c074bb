// Which of the things that a plan asks of every industry has evidence, for which industry?
// 方案对每个产业要求的各要素，哪些有依据？
MATCH (y:Policy)-[q:REQUIRES]->(e:Element)
MATCH (y)-[m:NAMES]->(i:Industry)
WHERE q.source IN $plans AND m.role = 'assigned'
OPTIONAL MATCH (n)-[r:PROVIDES]->(e)
WHERE r.industry_id = i.id AND r.source IN $plans
RETURN i.id AS industry_id, i.name AS industry, e.id AS element_id, e.ordinal AS ordinal,
       e.name AS element, n.id AS body_id, n.name AS body, r.status AS status,
       r.method AS method, r.rule AS rule, r.quote AS quote, r.passages AS passages,
       q.quote AS asked
ORDER BY industry_id, ordinal, element_id, body_id, r.id, q.id
