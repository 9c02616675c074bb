"use strict";
const graph = JSON.parse(document.getElementById("graph").textContent);
const box = document.getElementById("drawing");
const panel = document.getElementById("panel");
const words = panel.dataset;
const network = new vis.Network(
  box,
  { nodes: new vis.DataSet(graph.nodes), edges: new vis.DataSet(graph.edges) },
  graph.options,
);
const LEAST = 0.45;
const MOST = 40;

function fit() {
  network.fit({ animation: false });
  // A drawing that does not fit in a size that can be read is shown around its seed.
  if (network.getScale() >= LEAST) return;
  const seed = box.dataset.seed;
  const position = seed ? network.getPosition(seed) : network.getViewPosition();
  network.moveTo({ position, scale: LEAST, animation: false });
}

function made(tag, text) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  return element;
}

function facts(row) {
  const heads = row.closest("table").tHead.rows[0].cells;
  const list = made("dl");
  for (const [i, cell] of [...row.cells].entries()) {
    if (i === 0 || !cell.textContent.trim() || cell.classList.contains("words")) continue;
    list.append(made("dt", heads[i].textContent), made("dd", cell.textContent.trim()));
  }
  return list;
}

function fact(row, from) {
  const item = made("li");
  item.className = row.className;
  const [start, kind, end] = [...row.cells].map((cell) => cell.textContent.trim());
  const said = [...row.cells].slice(3).filter((c) => !c.classList.contains("words")).map((c) => c.textContent.trim());
  item.append(made("strong", from ? (row.dataset.start === from ? `${kind} → ${end}` : `${start} → ${kind}`) : `${start} → ${kind} → ${end}`));
  item.append(made("div", said.filter(Boolean).join(" · ")));
  const quote = row.querySelector("q");
  if (quote) item.append(quote.cloneNode(true));
  const link = made("a", words.row);
  link.href = `#${row.id}`;
  item.append(link);
  return item;
}

function show(title, parts, rows, from) {
  const list = made("ul");
  list.append(...rows.slice(0, MOST).map((row) => fact(row, from)));
  panel.replaceChildren(made("h3", title), ...parts, list);
  if (rows.length > MOST) panel.append(made("p", words.more.replace("{count}", rows.length - MOST)));
  panel.scrollTop = 0;
}

function showNode(id) {
  const row = document.getElementById(`n-${id}`);
  const rows = [...document.querySelectorAll("#facts tbody tr")].filter((r) => r.dataset.start === id || r.dataset.end === id);
  show(row.cells[0].textContent.trim(), [facts(row)], rows, id);
}

network.on("click", ({ nodes, edges }) => {
  if (nodes.length) showNode(nodes[0]);
  else if (edges.length) {
    const edge = graph.edges.find((e) => e.id === edges[0]);
    show(words.edge, [], edge.rows.map((id) => document.getElementById(`r-${id}`)), null);
  }
});

document.addEventListener("click", ({ target }) => {
  const id = target.dataset?.node;
  if (!id) return;
  network.selectNodes([id]);
  network.focus(id, { scale: Math.max(network.getScale(), 0.8), animation: false });
  showNode(id);
  box.scrollIntoView({ block: "nearest" });
});

document.getElementById("fit").addEventListener("click", fit);
document.getElementById("picture").addEventListener("click", () => {
  const drawn = box.querySelector("canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [drawn.width, drawn.height];
  const paint = copy.getContext("2d");
  paint.fillStyle = "#fff";
  paint.fillRect(0, 0, copy.width, copy.height);
  paint.drawImage(drawn, 0, 0);
  copy.toBlob((picture) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = "innoatlas.png";
    link.click();
    URL.revokeObjectURL(link.href);
  });
});
fit();
