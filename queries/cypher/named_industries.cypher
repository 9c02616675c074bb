// Which industries does a plan name, in which role and in which words?
MATCH (y:Policy)-[r:NAMES]->(i:Industry)
WHERE r.source IN $plans
RETURN i.id AS id, i.name AS name, i.name_en AS name_en, r.role AS role, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY id, role, r.id
