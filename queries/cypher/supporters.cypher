// Which parks support this industry?
// 哪些园区支撑该产业？
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry {id: $industry})
WHERE r.source IN $plans
RETURN p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry, r.role AS role,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY park_id, source
