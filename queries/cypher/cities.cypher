// In which cities or districts are these parks?
MATCH (p:Park)-[l:LOCATED_IN]->(g:Region)
WHERE p.id IN $parks AND g.level IN ['city', 'district']
RETURN DISTINCT g.id AS id
ORDER BY id LIMIT 40
