// What hangs on each university?
// 每所高校带动哪些机构？
MATCH (n:Institute|Incubator|University)-[r:AFFILIATED_WITH]->(u:University)
WHERE r.source IN $plans
RETURN u.id AS university_id, u.name AS university, n.id AS body_id, n.name AS body,
       r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY university_id, body_id, r.id
