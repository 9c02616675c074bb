// What do these parks support, cooperate with, run, and what are they picked for?
MATCH (p:Park)-[r:SUPPORTS]->(o:Industry)
WHERE p.id IN $parks AND r.source IN $plans
RETURN DISTINCT p.id AS park, 'SUPPORTS' AS kind, o.id AS id, o.name AS name, o.name_en AS name_en,
       '' AS role, r.method AS method
UNION ALL
MATCH (p:Park)-[r:COOPERATES_WITH]->(o:Region)
WHERE p.id IN $parks
RETURN DISTINCT p.id AS park, 'COOPERATES_WITH' AS kind, o.id AS id, o.name AS name,
       o.name_en AS name_en, '' AS role, r.method AS method
UNION ALL
MATCH (p:Park)-[r:OPERATES]->(o:OffshoreCenter)
WHERE p.id IN $parks
RETURN DISTINCT p.id AS park, 'OPERATES' AS kind, o.id AS id, o.name AS name,
       o.name_en AS name_en, '' AS role, r.method AS method
UNION ALL
MATCH (p:Park)-[r:SELECTED_FOR]->(o:Task)
WHERE p.id IN $parks
RETURN DISTINCT p.id AS park, 'SELECTED_FOR' AS kind, o.id AS id, o.name AS name,
       o.name_en AS name_en, r.role AS role, r.method AS method
UNION ALL
MATCH (p:Park)-[r:PART_OF]->(o:Park)
WHERE p.id IN $parks
RETURN DISTINCT p.id AS park, 'PART_OF' AS kind, o.id AS id, o.name AS name,
       o.name_en AS name_en, '' AS role, r.method AS method
