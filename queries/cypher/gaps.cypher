// Where are the gaps: industries without a park or with a single one, parks without an industry?
// 缺口在哪里：没有依托园区的产业、只有一个依托园区的产业、没有产业的园区？
MATCH (p:Park|Region)-[r:SUPPORTS]->(i:Industry)
WHERE r.source IN $plans
  AND NOT EXISTS { MATCH (q:Park|Region)-[s:SUPPORTS]->(i) WHERE s.source IN $plans AND q.id <> p.id }
RETURN 2 AS place, 'single_anchor' AS kind, i.id AS id, i.name AS name, p.name AS other,
       r.quote AS quote, r.passages AS passages, r.source AS source, 0 AS ordinal
UNION ALL
MATCH (y:Policy)-[r:NAMES]->(i:Industry)
WHERE r.source IN $plans
  AND NOT EXISTS { MATCH (p)-[s:SUPPORTS]->(i) WHERE s.source = r.source }
RETURN 1 AS place, 'unassigned_industry' AS kind, i.id AS id, i.name AS name, '' AS other,
       r.quote AS quote, r.passages AS passages, r.source AS source, 0 AS ordinal
UNION ALL
MATCH (p:Park)-[m:MENTIONED_IN]->(c:Passage)
WHERE m.source IN $plans AND p.status <> 'planned'
  AND NOT EXISTS { MATCH (p)-[s:SUPPORTS]->(i:Industry) WHERE s.source IN $plans }
  AND NOT EXISTS { MATCH (p)-[o:PART_OF]->(w:Park) }
OPTIONAL MATCH (p)-[r:SELECTED_FOR]->(t:Task)
WHERE r.source = m.source
RETURN 3 AS place, 'park_without_industry' AS kind, p.id AS id, p.name AS name, r.role AS other,
       coalesce(r.quote, m.quote) AS quote, coalesce(r.passages, m.passages) AS passages,
       m.source AS source, c.ordinal AS ordinal
