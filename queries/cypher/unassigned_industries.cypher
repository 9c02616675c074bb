// Which industries does a plan name but assign to no park?
// 哪些产业被列入方案却没有指定依托园区？
MATCH (y:Policy)-[r:NAMES]->(i:Industry)
WHERE r.source IN $plans
  AND NOT EXISTS { MATCH (p)-[s:SUPPORTS]->(i) WHERE s.source = r.source }
RETURN i.id AS industry_id, i.name AS industry, r.role AS role, r.status AS status,
       r.method AS method, r.rule AS rule, r.quote AS quote, r.passages AS passages,
       r.source AS source
ORDER BY industry_id, source
