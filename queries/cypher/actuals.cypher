// What did the indicators of these targets come to, by which register?
UNWIND $targets AS id
MATCH (t:Target {id: id})<-[r:MEASURES]-(a:Actual)
RETURN t.id AS target_id, a.id AS id, a.value AS value, a.unit AS unit, a.period AS period,
       r.source AS source, r.quote AS quote, r.passages AS passages
ORDER BY target_id, period DESC, id LIMIT 2000
