// Which names stand in the clauses of this document? Tasks and programmes are its headings.
MATCH (y:Policy {id: $policy_id})<-[o:PART_OF]-(c:Passage)<-[m:MENTIONED_IN]-(a)
RETURN m.id AS id, m.rule AS rule, m.method AS method, m.quote AS quote, m.passages AS passages,
       a.id AS start, a.name AS start_name
ORDER BY start, id
