/*
 * The same places and values as a table that sorts: for keyboard, screen reader and those who like lists.
 */
(function () {
  "use strict";

  const { element, nameOf, view } = window.gkView;
  const { swatch } = window.gkSymbols;
  const { classOf, fullValue, markOf } = window.gkPainting;
  const { choose, chooseByKey, showWay } = window.gkChoosing;

  const TABLE_PAGE = 200;
  const shown = { sort: { column: "name", ascending: true }, rows: TABLE_PAGE };

  function sortedIndexes() {
    const indexes = [...view.ground.name_order]; // by the alphabet that all lists of the pages have
    const { ascending, column } = shown.sort;
    if (column === "name") return ascending ? indexes : indexes.reverse();
    const sign = ascending ? 1 : -1;
    const values = view.paint.values;
    return indexes.sort((a, b) => { // places with the same value stay in the order of their names
      // What is not known stands last in either direction.
      const [x, y] = [values[a], values[b]];
      if (x === null || y === null) return (x === null) - (y === null) || classOf(a) - classOf(b);
      return sign * (x - y);
    });
  }

  function headerCell(column, text) {
    const cell = element("th");
    cell.scope = "col";
    const isSorted = shown.sort.column === column;
    cell.setAttribute("aria-sort", isSorted ? (shown.sort.ascending ? "ascending" : "descending") : "none");
    const button = element("button", null, text);
    button.type = "button";
    button.append(element("span", "gk-arrow", isSorted ? (shown.sort.ascending ? " ▲" : " ▼") : " ↕"));
    button.lastChild.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => {
      shown.sort = { column, ascending: isSorted ? !shown.sort.ascending : column === "name" };
      drawTable();
      document.querySelector(`.gk-table th[data-column="${column}"] button`).focus();
    });
    cell.dataset.column = column;
    cell.append(button);
    return cell;
  }

  function tableRow(index) {
    const place = view.areas[index];
    const row = element("tr");
    row.dataset.place = place.id;
    const isSelected = place.id === view.paint.selected;
    row.classList.toggle("gk-selected", isSelected);
    const nameCell = element("th");
    nameCell.scope = "row";
    const button = element("button", null, nameOf(place));
    button.type = "button";
    button.setAttribute("aria-pressed", String(isSelected));
    nameCell.append(button);
    if (!place.geometry) nameCell.append(element("span", "gk-nowhere", view.ground.texts.nowhere));
    showWay(nameCell, isSelected);
    const value = element("div");
    value.append(swatch(markOf(index)), element("span", null, fullValue(index)));
    const valueCell = element("td");
    valueCell.append(value);
    // Without a press of the mouse (detail) it was a key.
    row.addEventListener("click", (event) => (event.detail ? choose(place.id) : chooseByKey(place.id)));
    row.append(nameCell, valueCell);
    return row;
  }

  function drawTable() {
    const holder = document.getElementById("gk-table");
    // While the areas of another level are still on their way, the ground's order is not theirs.
    if (!holder || !view.areas.length || view.areas.length !== view.ground.name_order.length) return;
    const texts = view.ground.texts;
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest(".gk-table tr[data-place]");
    const table = element("table", "gk-table");
    table.append(element("caption", null, `${texts.table}: ${view.paint.label}, ${view.paint.subtitle} (${view.areas.length})`));
    const head = element("thead");
    const headRow = element("tr");
    headRow.append(headerCell("name", texts.place), headerCell("value", view.paint.label));
    head.append(headRow);
    const body = element("tbody");
    const indexes = sortedIndexes();
    indexes.slice(0, shown.rows).forEach((index) => body.append(tableRow(index)));
    table.append(head, body);
    holder.replaceChildren(table);
    holder.setAttribute("aria-label", texts.table);
    if (indexes.length > shown.rows) {
      const more = element("button", "gk-more", texts.more.replace("{number}", String(indexes.length - shown.rows)));
      more.type = "button";
      more.addEventListener("click", () => {
        const first = shown.rows;
        shown.rows += TABLE_PAGE;
        drawTable();
        holder.querySelectorAll("tbody button")[first].focus();
      });
      holder.append(more);
    }
    if (focused) {
      const again = holder.querySelector(`tr[data-place="${window.CSS.escape(focused.dataset.place)}"] button`);
      if (again) again.focus({ preventScroll: true });
    }
  }

  window.gkTable = { drawTable };
})();
