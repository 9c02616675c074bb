// Which parks does a plan name without giving them an industry?
// 哪些园区被点名却没有列入任何产业？
MATCH (p:Park)-[m:MENTIONED_IN]->(c:Passage)
WHERE m.source IN $plans AND p.status <> 'planned'
  AND NOT EXISTS { MATCH (p)-[s:SUPPORTS]->(i:Industry) WHERE s.source IN $plans }
  AND NOT EXISTS { MATCH (p)-[o:PART_OF]->(w:Park) }
OPTIONAL MATCH (p)-[r:SELECTED_FOR]->(t:Task)
WHERE r.source = m.source
RETURN p.id AS park_id, p.name AS park, r.role AS role, t.name AS task, m.status AS status,
       m.method AS method, m.rule AS rule, m.quote AS mention, r.quote AS role_quote,
       m.passages AS mention_passages, r.passages AS role_passages, m.source AS source,
       c.ordinal AS ordinal
ORDER BY park_id, source, ordinal, m.id, r.id
