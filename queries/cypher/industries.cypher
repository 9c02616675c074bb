// Which emerging industries does this park support?
// 该园区支撑哪些新兴产业？
MATCH (p:Park|Region {id: $park})-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
RETURN p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry, r.role AS role,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY industry_id, source
