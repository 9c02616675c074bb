// Which parks share industries: natural allies or rivals?
// 哪些园区有共同的产业（天然的盟友或对手）？
MATCH (a:Park)-[r:SUPPORTS]->(i:Industry)<-[s:SUPPORTS]-(b:Park)
WHERE r.source IN $plans AND s.source IN $plans AND a.id < b.id
RETURN a.id AS park_id, a.name AS park, b.id AS other_id, b.name AS other, i.id AS industry_id,
       i.name AS industry, r.quote AS quote, r.passages AS passages, s.quote AS other_quote,
       s.passages AS other_passages
ORDER BY park_id, other_id, industry_id, r.id, s.id
