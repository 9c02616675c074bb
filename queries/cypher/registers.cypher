// Which registers does the graph rest on?
MATCH (r:Register)
RETURN r.id AS id, r.name AS name, r.date AS date, r.license AS license, r.publisher AS publisher,
       r.rows AS rows
ORDER BY id LIMIT 200
