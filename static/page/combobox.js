/*
 * The search for a place as an ARIA combobox: from the second letter on the server suggests what may be meant.
 * What is chosen becomes the field's text and is sent as if it were typed, so all else is the field's own.
 */
(function () {
  "use strict";

  window.geoKopienasSuggestions = document.currentScript.dataset.name; // of the list, in the page's language
  if (window.geoKopienasCombobox) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasCombobox = true;

  const FIELDS = "[class*='st-key-'][class*='search'] .stTextInput input, .stTextInput[class*='search'] input";
  const FIRST_LETTERS = 2;
  const PAUSE = 60; // milliseconds between the last letter and the question
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;

  let open = null; // the field whose list is open, its list and what is marked in it
  let question = null; // the newest one; older answers come too late

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  }

  const listOf = (field) => field.closest(".stTextInput").querySelector(".gk-suggestions");

  function mend(field) {
    if (field.dataset.combobox && listOf(field)) return;
    const id = `${field.id || "gk-search"}-suggestions`;
    field.dataset.combobox = "true";
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" };
    Object.entries(attributes).forEach(([name, value]) => field.setAttribute(name, value));
    const holder = field.closest(".stTextInput");
    holder.style.position = "relative";
    holder.append(element("ul", { class: "gk-suggestions", role: "listbox", id, "aria-label": window.geoKopienasSuggestions, hidden: "" }));
    field.addEventListener("input", () => ask(field));
    field.addEventListener("focus", () => { if (open && open.field !== field) close(); });
    field.addEventListener("blur", close);
  }

  function close() {
    if (!open) return;
    const { field, list } = open;
    open = null;
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function ask(field) {
    const text = field.value.trim();
    if (question) question.abort();
    if (text.length < FIRST_LETTERS) { close(); return; }
    const mine = new AbortController();
    question = mine;
    setTimeout(() => {
      if (mine.signal.aborted) return;
      const address = `./meklet?${new URLSearchParams({ q: text, valoda: document.documentElement.lang })}`;
      fetch(address, { signal: mine.signal }).then((answer) => (answer.ok ? answer.json() : { suggestions: [] }))
        .then(({ suggestions }) => { if (!mine.signal.aborted && document.activeElement === field) show(field, suggestions); })
        .catch(() => {}); // without suggestions Enter still asks
    }, PAUSE);
  }

  function show(field, suggestions) {
    close();
    const list = listOf(field);
    if (!list || !suggestions.length) return;
    suggestions.forEach(({ name, what, text }, index) => {
      const option = element("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" },
        element("strong", {}, name), " ", element("span", {}, what));
      option.dataset.text = text;
      list.append(option);
    });
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    open = { field, list, marked: -1 };
  }

  function mark(index) {
    const options = [...open.list.children];
    open.marked = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === open.marked)));
    open.field.setAttribute("aria-activedescendant", options[open.marked].id);
    options[open.marked].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const { field } = open;
    close();
    if (question) question.abort();
    setValue.call(field, option.dataset.text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (question) question.abort();
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true }));
  }

  // Before Streamlit hears of a key.
  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted) return;
    if (!open || event.target !== open.field) {
      if (event.key === "ArrowDown" && event.target.dataset && event.target.dataset.combobox) ask(event.target);
      return;
    }
    const { marked, list } = open;
    const acts = {
      ArrowDown: () => mark(marked + 1),
      ArrowUp: () => mark(marked < 0 ? list.children.length - 1 : marked - 1),
      Escape: close,
      Enter: () => choose(list.children[marked]),
    };
    if (event.key === "Tab" || (event.key === "Enter" && marked < 0)) { close(); return; }
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }, true);

  // The press must not take the keyboard from the field: leaving it would send what was typed so far.
  document.addEventListener("pointerdown", (event) => { if (event.target.closest(".gk-suggestions")) event.preventDefault(); }, true);
  document.addEventListener("mousedown", (event) => { if (event.target.closest(".gk-suggestions")) event.preventDefault(); }, true);
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".gk-suggestions [role='option']");
    if (option && open) choose(option);
  }, true);

  const look = () => document.querySelectorAll(FIELDS).forEach(mend);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
