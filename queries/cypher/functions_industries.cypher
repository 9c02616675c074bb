// Which industries does a plan name?
// 规划列出哪些产业？
MATCH (y:Policy)-[m:NAMES]->(i:Industry)
WHERE m.source IN $plans
RETURN DISTINCT i.id AS id
ORDER BY id
