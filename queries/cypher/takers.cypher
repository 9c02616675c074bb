// Which park could take on an industry, and why?
// 哪个园区可以承接该产业，为什么？
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans AND coalesce(r.method, '') <> 'predicted'
RETURN p.id AS park_id, i.id AS industry_id
ORDER BY park_id, industry_id
