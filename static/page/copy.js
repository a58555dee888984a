/* A button that copies: what it copies stands encoded in `data-copy`, what it says then in `data-copied`. */
(function () {
  "use strict";

  if (window.geoKopienasCopy) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasCopy = true;
  const SHOWN = 3000; // milliseconds

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await copy(decodeURIComponent(button.dataset.copy));
    const spoken = button.parentElement.querySelector("[role=status]");
    spoken.textContent = button.dataset.copied;
    window.setTimeout(() => { spoken.textContent = ""; }, SHOWN);
  });

  /* Without HTTPS a browser has no clipboard for scripts; it still copies what is selected. */
  async function copy(text) {
    if (window.isSecureContext && navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return;
      } catch { /* not allowed here, as in the frame of another host */ }
    }
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    const holder = document.activeElement;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    holder?.focus({ preventScroll: true });
  }
})();
