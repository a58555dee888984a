/* A ranked list: a heading sorts it, a name opens its row. The server sorts, for only it has all rows. */

const FIRST_ON_A_PHONE = 8; // about two screens; the stylesheet hides the others until asked for

function toggle(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  button.closest("tbody").querySelector("tr.why").hidden = !isOpen;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".place-list");
  if (root.shownHtml === data.html) return;
  const open = new Set([...root.querySelectorAll("button[aria-expanded=true]")].map((one) => one.closest("tbody").dataset.place));
  const focused = root.contains(document.activeElement) && document.activeElement.closest("th[data-column]");
  root.shownHtml = data.html;
  root.innerHTML = data.html; // escaped by its template

  root.querySelectorAll("th[data-column] button").forEach((button) => {
    button.onclick = () => setTriggerValue("sort", button.parentElement.dataset.column);
  });
  const select = root.querySelector("label.sort select");
  select.onchange = () => setTriggerValue("sort", select.value);
  root.querySelectorAll("tbody th button").forEach((button) => {
    toggle(button, open.has(button.closest("tbody").dataset.place));
    button.onclick = () => toggle(button, button.getAttribute("aria-expanded") !== "true");
  });
  const fold = root.querySelector("[data-more=fold]");
  fold.onclick = () => root.classList.add("is-whole");
  if (root.querySelectorAll("tbody").length <= FIRST_ON_A_PHONE) root.classList.add("is-whole");
  const more = root.querySelector("[data-more=rows]");
  if (more) {
    more.onclick = () => {
      root.classList.add("is-whole");
      setTriggerValue("more", true);
    };
  }
  if (focused) root.querySelector(`th[data-column="${focused.dataset.column}"] button`)?.focus();
}
