// Which parks does a plan name?
// 规划点名哪些园区？
MATCH (p:Park)-[m:MENTIONED_IN]->(c:Passage)
WHERE m.source IN $plans
RETURN DISTINCT p.id AS id
ORDER BY id
