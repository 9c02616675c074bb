// Suggestions below a search field (a combobox after the ARIA practices). Without this script the
// form asks the server for the page of results.

const LIMIT = 8;
const PAUSE = 120; // milliseconds without a key before the server is asked
const api = "/api/v1/search";
const HOMES = { Park: "parks", Industry: "industries" }; // labels that have a page of their own

class Hints {
  #field;
  #list;
  #active = -1;
  #timer = 0;
  #asking = null;

  constructor(field) {
    this.#field = field;
    this.#list = document.createElement("ul");
    this.#list.className = "hints";
    this.#list.id = `${field.id}-hints`;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
    this.#list.hidden = true;
    field.after(this.#list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
    })) field.setAttribute(name, value);
    field.addEventListener("input", () => this.#later());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-id]");
      if (option) this.#choose(option);
    });
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const text = this.#field.value.trim();
    if ([...text].length < 2) this.#close();
    else this.#timer = setTimeout(() => this.#ask(text), PAUSE);
  }

  async #ask(text) {
    this.#asking = new AbortController();
    try {
      const url = `${api}?${new URLSearchParams({ q: text, limit: LIMIT })}`;
      const answer = await fetch(url, { signal: this.#asking.signal });
      if (answer.ok) this.#show(await answer.json());
      else this.#close();
    } catch {
      // The next key asks again; the form itself still works.
    }
  }

  #show({ hits }) {
    this.#list.replaceChildren(...hits.map((hit, i) => this.#option(hit, i)));
    if (!hits.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = words.none;
      this.#list.append(none);
    }
    this.#active = -1;
    this.#field.removeAttribute("aria-activedescendant");
    this.#list.hidden = false;
    this.#field.setAttribute("aria-expanded", "true");
    live.textContent = hits.length ? words.found.replace("{count}", hits.length) : words.none;
  }

  #option(hit, i) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.id = `${this.#list.id}-${i}`;
    option.dataset.id = hit.id;
    option.dataset.name = hit.name;
    option.dataset.label = hit.label;
    const english = document.documentElement.lang === "en" && hit.name_en;
    const name = document.createElement("span");
    name.textContent = english || hit.name;
    if (document.documentElement.lang === "en" && !english) name.lang = "zh-CN";
    if (hit.alias) name.append(` · ${hit.alias}`);
    const kind = document.createElement("span");
    kind.textContent = labels[hit.label] ?? hit.label;
    option.append(name, kind);
    return option;
  }

  #key(event) {
    const options = [...this.#list.querySelectorAll("[data-id]")];
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (this.#list.hidden) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the field itself.
      const places = options.length + 1;
      this.#move(options, ((this.#active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && !this.#list.hidden && this.#active >= 0) {
      event.preventDefault();
      this.#choose(options[this.#active]);
    }
  }

  #move(options, active) {
    this.#active = active;
    for (const [i, option] of options.entries()) {
      option.setAttribute("aria-selected", String(i === active));
    }
    if (active < 0) this.#field.removeAttribute("aria-activedescendant");
    else {
      this.#field.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    }
  }

  #choose(option) {
    const { id, name, label } = option.dataset;
    const english = new URLSearchParams(location.search).get("lang") === "en" ? "?lang=en" : "";
    this.#close();
    if (this.#field.dataset.suggest === "nodes") {
      location.assign(`/${HOMES[label] ?? "nodes"}/${encodeURIComponent(id).replaceAll("%3A", ":")}${english}`);
    } else {
      const go = this.#field.dataset.suggest === "go";
      this.#field.value = go ? id : name;
      if (go) this.#field.form.requestSubmit();
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#list.hidden = true;
    this.#active = -1;
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }
}

const find = document.querySelector("#find");
const words = find.dataset;
const labels = JSON.parse(words.labels);
const live = document.createElement("p");
live.className = "hidden";
live.setAttribute("aria-live", "polite");
find.form.append(live);
const hinted = new WeakSet();

function hint(field) {
  if (hinted.has(field)) return;
  hinted.add(field);
  new Hints(field);
}

for (const field of document.querySelectorAll("[data-suggest]")) hint(field);
// Fields that a page has put in since.
document.addEventListener("focusin", ({ target }) => target.matches?.("[data-suggest]") && hint(target));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  find.focus();
  find.select();
});
