// Which smallest sets of parks cover the chosen industries, and what breaks if one leaves?
// 覆盖所选产业至少需要哪些园区？少了一个会怎样？
MATCH (p)-[r:SUPPORTS|FOCUSES_ON]->(i:Industry)
WHERE r.source IN $plans AND coalesce(r.method, '') <> 'predicted'
RETURN DISTINCT p.id AS holder_id, i.id AS industry_id
ORDER BY holder_id, industry_id
