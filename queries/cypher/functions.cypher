// Which function does each park and each industry have, by which body: lead firm, R&D and so on?
// 各园区、各产业具备哪些功能要素（龙头企业、研发、载体、离岸、人才、基金、政策、活动）？
MATCH (p:Park)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans AND coalesce(r.method, '') <> 'predicted'
RETURN DISTINCT p.id AS park_id, p.name AS park, i.id AS industry_id, i.name AS industry
ORDER BY park_id, industry_id
