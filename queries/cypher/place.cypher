// At which level is this place, and of which places is it a part?
MATCH (g:Region {id: $id})
OPTIONAL MATCH (g)-[:PART_OF]->(h:Region)
RETURN g.level AS level, h.id AS whole
ORDER BY whole
