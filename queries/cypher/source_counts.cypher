// How many clauses has each plan?
MATCH (y:Policy)<-[r:PART_OF]-(c:Passage)
RETURN y.id AS id, count(*) AS clauses
ORDER BY id
