/*
 * A chart as a picture of its own (SVG or PNG): what plotly has drawn, with title and sources around it. What
 * they say stands in the button's data; the day is that of the page's address.
 */
(function () {
  "use strict";

  if (window.geoKopienasPicture) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasPicture = true;
  const SVG_NS = "http://www.w3.org/2000/svg";
  const [TITLE, NOTE, MARGIN, SHARPNESS] = [18, 12, 16, 2];

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-chart]");
    const drawn = button && document.querySelector(`.st-key-${CSS.escape(button.dataset.chart)} .js-plotly-plot`);
    if (!drawn) return;
    const picture = compose(drawn, button.dataset);
    const content = new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
    const isPng = button.dataset.kind === "png";
    save(isPng ? await asPng(content, picture) : content, `${button.dataset.chart}.${isPng ? "png" : "svg"}`);
  });

  function compose(drawn, words) {
    const width = drawn.clientWidth;
    const style = getComputedStyle(drawn);
    const title = lines(words.title, TITLE, width);
    const day = new URL(window.location.href).searchParams.get("datums");
    const said = [day && words.day.replace("{day}", day), words.notes, window.location.href];
    const notes = lines(said.filter(Boolean).join(" "), NOTE, width);
    const top = MARGIN + title.length * TITLE * 1.4;
    const bottom = top + drawn.clientHeight;
    const height = Math.ceil(bottom + notes.length * NOTE * 1.4 + MARGIN);
    const picture = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": style.fontFamily });
    picture.append(element("rect", { width, height, fill: ground(drawn) }));
    title.forEach((text, row) => picture.append(line(text, MARGIN + row * TITLE * 1.4, TITLE, style.color)));
    const chart = element("g", { transform: `translate(0 ${top})` });
    drawn.querySelectorAll("svg.main-svg").forEach((layer) => chart.append(withInk(layer)));
    picture.append(chart);
    notes.forEach((text, row) => picture.append(line(text, bottom + row * NOTE * 1.4, NOTE, style.color)));
    return picture;
  }

  /* The page's style gives the letters their ink; outside the page they need it themselves. */
  function withInk(layer) {
    const copied = layer.cloneNode(true);
    const letters = copied.querySelectorAll("text");
    layer.querySelectorAll("text").forEach((text, number) => {
      const { fill, fontFamily } = getComputedStyle(text);
      Object.assign(letters[number].style, { fill, fontFamily });
    });
    return copied;
  }

  function element(tag, attributes) {
    const node = document.createElementNS(SVG_NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  function line(text, top, size, fill) {
    const node = element("text", { x: MARGIN, y: top + size, "font-size": size, fill });
    node.textContent = text;
    return node;
  }

  /* An SVG breaks no lines itself; a letter is about half as wide as high. */
  function lines(text, size, width) {
    const room = Math.floor((width - 2 * MARGIN) / (size * 0.56));
    const broken = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${broken.at(-1)} ${word}`.trim();
      if (longer.length <= room || !broken.at(-1)) broken[broken.length - 1] = longer;
      else broken.push(word);
    }
    return broken;
  }

  /* The first ground that is not transparent. */
  function ground(node) {
    for (let above = node; above; above = above.parentElement) {
      const colour = getComputedStyle(above).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "#ffffff";
  }

  async function asPng(content, picture) {
    const image = new Image();
    image.src = URL.createObjectURL(content);
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.getAttribute("width") * SHARPNESS;
    canvas.height = picture.getAttribute("height") * SHARPNESS;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  }

  function save(content, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
})();
