// Opens a cell's proof in place, and the list that holds the fact of a mark.
// Without this script the same links load the same pages.

const PROOF = "#proof";

function showWords() {
  const clause = document.querySelector(`${PROOF} .clause`);
  const mark = clause?.querySelector("mark");
  if (!mark) return;
  // Stop between two lines, so that the first one shown is whole.
  const style = getComputedStyle(clause);
  const line = parseFloat(style.lineHeight);
  const lines = Math.floor((mark.offsetTop - clause.clientHeight / 3) / line);
  clause.scrollTop = lines > 0 ? parseFloat(style.paddingTop) + lines * line : 0;
}

function select(href) {
  for (const link of document.querySelectorAll("a[data-proof]")) {
    if (link.href === href) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function open(href) {
  const answer = await fetch(href, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const proof = page.querySelector(PROOF);
  if (!proof) throw new Error("no proof");
  document.querySelector(PROOF).replaceWith(document.adoptNode(proof));
  const language = page.querySelector("a[hreflang]");
  if (language) document.querySelector("a[hreflang]")?.replaceWith(document.adoptNode(language));
  select(href);
  showWords();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-proof]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  const { href } = link;
  open(href).then(
    () => {
      history.pushState(null, "", href);
      const proof = document.querySelector(PROOF);
      proof.focus({ preventScroll: true });
      proof.scrollIntoView({ block: "nearest" });
    },
    () => location.assign(href),
  );
});

window.addEventListener("popstate", () => {
  if (document.querySelector("a[data-proof]")) open(location.href).catch(() => location.reload());
});

function openList() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const list = target?.closest("details");
  if (!list || list.open) return;
  list.open = true;
  target.scrollIntoView({ block: "nearest" });
}

window.addEventListener("hashchange", openList);

showWords();
openList();
