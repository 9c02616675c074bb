// Draws the network on a canvas and takes each step in place. The page is whole without it: the
// server's SVG, the tables and their links are the same drawing, facts and steps.

const WORDS_UP_TO = 45; // lines that carry their word at once, as in the SVG
const FACTS_UP_TO = 8; // facts that the side column writes out
const LEAST_ZOOM = 0.25;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

const canvas = $("#canvas");
const chosen = $("#chosen");
const hint = chosen.cloneNode(true);
let nodes;
let lines;
let network;

const facts = (test) => $$(".facts-table tbody tr").filter((row) => test(row.dataset.line));
const row = (id) => $(`tr[data-node="${CSS.escape(id)}"]`);
const data = () => JSON.parse($("#network").textContent);

// The same mix with white as the style sheet's, for a dark card.
function lighter(color, by) {
  const parts = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return `rgb(${parts.map((part) => Math.round(part + (255 - part) * by)).join(" ")})`;
}

function paint() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const [ink, soft, card, edge] = ["--ink", "--soft", "--card", "--edge"].map(color);
  const face = color("--sans");
  const halo = { strokeWidth: 4, strokeColor: card, face };
  return {
    node(n) {
      const boxed = n.shape === "box";
      const empty = boxed || n.hollow;
      const hue = dark.matches ? lighter(n.color, empty ? 0.48 : 0.38) : n.color;
      const [rim, fill] = [hue, empty ? card : hue];
      return {
        id: n.id,
        label: n.label,
        title: n.title,
        shape: n.shape,
        size: n.opened ? 15 : 12,
        margin: 6,
        borderWidth: n.opened ? 3 : 1.5,
        borderWidthSelected: 4,
        shapeProperties: { borderDashes: n.hollow ? [4, 3] : false, borderRadius: 4 },
        color: { background: fill, border: rim, highlight: { background: fill, border: ink }, hover: { background: fill, border: ink } },
        font: { ...(boxed ? { face } : halo), color: ink, size: 13 },
      };
    },
    line(l, many) {
      return {
        id: l.id,
        from: l.from,
        to: l.to,
        dashes: l.dashes ? [5, 4] : false,
        label: many ? undefined : l.label,
        color: { color: edge, highlight: ink, hover: ink },
        font: { ...halo, color: soft, size: 11 },
      };
    },
  };
}

function draw() {
  const { nodes: ns, lines: ls } = data();
  const paints = paint();
  const many = ls.length > WORDS_UP_TO;
  const there = new Set(nodes.getIds());
  const now = new Set(ns.map((n) => n.id));
  // What stands stays where it is, even where the reader has dragged it.
  nodes.update(ns.map((n) => ({ ...paints.node(n), ...(there.has(n.id) ? {} : { x: n.x, y: n.y }) })));
  lines.clear();
  nodes.remove([...there].filter((id) => !now.has(id)));
  lines.add(ls.map((l) => paints.line(l, many)));
}

function fit(animate = !calm.matches) {
  const animation = animate && { duration: 250, easingFunction: "easeInOutQuad" };
  network.fit({ minZoomLevel: 0.4, maxZoomLevel: 1.4, animation });
}

function zoom(by) {
  const scale = Math.min(3, Math.max(LEAST_ZOOM, network.getScale() * by));
  network.moveTo({ scale, animation: !calm.matches && { duration: 150 } });
}

// The side column says what is selected with the words of the tables.
function fact(source) {
  const [from, type, to, basis, words, clause] = source.cells;
  const section = document.createElement("section");
  if (source.classList.contains("derived")) section.className = "derived";
  const head = document.createElement("p");
  const arrow = (text) => Object.assign(document.createElement("span"), { className: "soft", textContent: text });
  head.append(...clones(from), arrow(" — "), ...clones(type), arrow(" → "), ...clones(to));
  const said = document.createElement("blockquote");
  said.className = "said";
  said.lang = "zh-CN";
  said.append(...clones(words));
  const where = document.createElement("p");
  where.className = "line small";
  const how = Object.assign(document.createElement("span"), { className: "soft" });
  how.append(...clones(basis));
  where.append(how, ...clones(clause));
  section.append(head);
  if (words.textContent.trim()) section.append(said);
  section.append(where);
  return section;
}

const clones = (cell) => [...cell.childNodes].map((child) => child.cloneNode(true));

function about(id) {
  const source = row(id);
  if (!source) return [];
  const [name, kind, state, adjacent, acts] = source.cells;
  const head = document.createElement("h3");
  head.append(...clones(name));
  const tag = document.createElement("p");
  tag.className = "soft small";
  tag.append(...clones(kind));
  for (const cell of [state, adjacent]) {
    const text = cell.textContent.trim();
    if (text) tag.append(` · ${text}`);
  }
  const ways = document.createElement("p");
  ways.className = "acts small";
  ways.append(...clones(acts));
  return [head, tag, ways];
}

function show(key) {
  const isLine = key?.includes("|");
  const found = key ? facts((line) => (isLine ? line === key : line.split("|").includes(key))) : [];
  const parts = isLine ? [] : about(key ?? "");
  for (const other of $$("tr.on")) other.classList.remove("on");
  if (!key || !(parts.length || found.length)) {
    chosen.replaceChildren(...hint.cloneNode(true).childNodes);
    remember(null);
    return;
  }
  for (const one of [row(key), ...found]) one?.classList.add("on");
  chosen.replaceChildren(...parts, ...found.slice(0, FACTS_UP_TO).map(fact));
  chosen.scrollTop = 0;
  remember(key);
}

// The selection is part of the address, and of the way to the other language.
function remember(key) {
  for (const link of [location, $("a[hreflang]")]) {
    const url = new URL(link.href);
    if (url.searchParams.get("select") === key) continue;
    if (key) url.searchParams.set("select", key);
    else url.searchParams.delete("select");
    if (link === location) history.replaceState(history.state, "", plain(url));
    else link.href = plain(url);
  }
}

// Addresses as the server writes them, for people to read.
const plain = (url) => url.href.replaceAll("%3A", ":").replaceAll("%7C", "|");

function select(key) {
  network.unselectAll();
  if (key && nodes.get(key)) network.selectNodes([key]);
  else if (key && lines.get(key)) network.selectEdges([key]);
  show(key);
}

let latest = 0;

async function go(href, { push = true, keep = null } = {}) {
  const turn = ++latest;
  const answer = await fetch(href, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!$("#network", page)) throw new Error("no drawing");
  if (turn !== latest) return;
  for (const part of [...$$("[data-swap]"), $("a[hreflang]")]) {
    const key = part.dataset.swap;
    const other = key ? $(`[data-swap="${key}"]`, page) : $("a[hreflang]", page);
    part.replaceWith(document.adoptNode(other));
  }
  document.title = page.title;
  if (push) history.pushState({ step: (history.state?.step ?? 0) + 1 }, "", href);
  script();
  draw();
  select(keep ?? new URL(location.href).searchParams.get("select"));
  fit();
}

// Shows what needs this script, after a swap as well.
function script() {
  for (const part of $$("[data-script]")) part.hidden = false;
  $(".paper").hidden = true;
  $('[data-do="undo"]').disabled = !(history.state?.step > 0);
}

// `from`: the row whose link was followed, so that the keyboard goes on from there.
function step(href, keep, from) {
  go(href, { keep }).then(
    () => from && (row(from) ?? $("[data-swap=twins]")).querySelector("a")?.focus(),
    () => location.assign(href),
  );
}

async function png() {
  const image = new Image();
  image.src = $('[data-swap="files"] a[download]').href;
  await image.decode();
  const sheet = document.createElement("canvas");
  const scale = Math.min(2, 8000 / image.naturalWidth, 8000 / image.naturalHeight);
  sheet.width = image.naturalWidth * scale;
  sheet.height = image.naturalHeight * scale;
  sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
  const blob = await new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = "innoatlas-network.png";
  link.click();
  URL.revokeObjectURL(link.href);
}

const actions = {
  undo: () => history.back(),
  fit: () => fit(),
  in: () => zoom(1.25),
  out: () => zoom(0.8),
  png,
  print: () => window.print(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-do]");
  if (button) {
    actions[button.dataset.do]();
    return;
  }
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[data-step]");
  if (link) {
    event.preventDefault();
    const opened = link.closest("#chosen") ? new URL(location.href).searchParams.get("select") : null;
    step(link.href, opened, link.closest("tr")?.dataset.node);
    return;
  }
  for (const menu of $$("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$("details.menu[open]")) {
    menu.open = false;
    $("summary", menu).focus();
  }
});

function narrow(form, focus) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) url.searchParams.append(name, value);
  go(plain(url)).then(
    () => focus && $(focus)?.focus(),
    () => location.assign(url.href),
  );
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".narrow, .add")) return;
  event.preventDefault();
  narrow(event.target);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".narrow");
  if (form) narrow(form, `.narrow [name="${event.target.name}"][value="${event.target.value}"]`);
});

window.addEventListener("popstate", () => {
  go(location.href, { push: false }).catch(() => location.reload());
});
dark.addEventListener("change", () => network && draw());

function start() {
  nodes = new vis.DataSet();
  lines = new vis.DataSet();
  canvas.hidden = false;
  script();
  draw();
  network = new vis.Network(canvas, { nodes, edges: lines }, {
    physics: false,
    layout: { randomSeed: 1 },
    nodes: { chosen: { node: true, label: false } },
    edges: { smooth: false, width: 1.3, hoverWidth: 0.6, selectionWidth: 0.6, chosen: { edge: true, label: false }, arrows: { to: { enabled: true, scaleFactor: 0.5 } } },
    interaction: { hover: true, multiselect: false, tooltipDelay: 150, keyboard: { enabled: true, bindToWindow: false }, hideEdgesOnDrag: false },
  });
  network.on("click", ({ nodes: [node], edges: [line] }) => show(node ?? line ?? null));
  network.on("doubleClick", ({ nodes: [node] }) => {
    const open = node && $('a[data-act^="open"]', row(node));
    if (open) step(open.href, node);
  });
  network.on("zoom", ({ scale, pointer }) => {
    if (scale < LEAST_ZOOM) network.moveTo({ scale: LEAST_ZOOM, position: network.getViewPosition() });
  });
  fit(false);
  // Once more when the sizes of the names are known.
  network.once("afterDrawing", () => fit(false));
  select(new URL(location.href).searchParams.get("select"));
}

start();
