// What does a plan ask of every industry, and in which words?
MATCH (y:Policy)-[r:REQUIRES]->(e:Element)
WHERE r.source IN $plans
RETURN e.id AS id, e.name AS name, e.name_en AS name_en, e.ordinal AS ordinal, r.quote AS quote,
       r.passages AS passages, r.source AS source
ORDER BY ordinal, id
