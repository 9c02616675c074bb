// What did a plan keep, drop, change or add against an earlier one, each with both quotes?
// 新规划相比旧规划，保留、取消、调整、新增了什么？（附两边原文）
MATCH (a)-[r:SUPPORTS|COOPERATES_WITH|OPERATES|SELECTED_FOR|NAMES]->(b)
WHERE r.source IN $pair AND r.method <> 'derived'
RETURN r.kind AS kind, r.source AS source, a.id AS start_id, a.name AS start, b.id AS end_id,
       b.name AS end_name, r.status AS status, r.role AS role, r.quote AS quote,
       r.passages AS passages, r.id AS id
ORDER BY kind, source, start_id, end_id, id
