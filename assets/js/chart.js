// A chart's tooltip: what its table says about the place nearest to the pointer.

const SVG = "http://www.w3.org/2000/svg";
let shown;

const numbers = (text) => (text ? text.split(" ").map(Number) : []);

function element(name, attributes, parent) {
  const made = parent.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function hide() {
  shown?.querySelector(".pointer")?.remove();
  const tip = shown?.closest(".graph").querySelector(".graph-tip");
  if (tip) tip.hidden = true;
  shown = undefined;
}

function mark(svg, x, index) {
  svg.querySelector(".pointer")?.remove();
  const pointer = element("g", { class: "pointer" }, svg);
  const { height } = svg.viewBox.baseVal;
  const curves = [...svg.querySelectorAll(".curve")];
  if (curves.length) element("line", { x1: x, x2: x, y1: 10, y2: height - 28 }, pointer);
  for (const curve of curves) {
    const y = numbers(curve.dataset.y)[index];
    if (Number.isFinite(y)) element("circle", { class: curve.classList[1], cx: x, cy: y, r: 4 }, pointer); // else a gap
  }
}

function tell(figure, index) {
  let tip = figure.querySelector(".graph-tip");
  if (!tip) {
    tip = figure.appendChild(document.createElement("div"));
    tip.className = "graph-tip";
    tip.setAttribute("aria-hidden", "true"); // the table has it
  }
  const names = [...figure.querySelectorAll("thead th")].slice(1);
  const [label, ...values] = figure.querySelectorAll("tbody tr")[index].children;
  const title = document.createElement("b");
  title.textContent = label.textContent;
  tip.replaceChildren(
    title,
    ...values.map((value, n) => {
      const row = document.createElement("p");
      const number = document.createElement("span");
      row.className = `series-${n + 1}`;
      number.textContent = value.textContent;
      row.append(names[n].textContent, number);
      return row;
    }),
  );
  tip.hidden = false;
  return tip;
}

function show(svg, event) {
  const xs = numbers(svg.dataset.x);
  if (!xs.length) return;
  const figure = svg.closest(".graph");
  const [box, frame] = [svg.getBoundingClientRect(), figure.getBoundingClientRect()];
  const scale = box.width / svg.viewBox.baseVal.width;
  const at = (event.clientX - box.left) / scale;
  const index = xs.reduce((best, x, n) => (Math.abs(x - at) < Math.abs(xs[best] - at) ? n : best), 0);
  mark(svg, xs[index], index);
  const tip = tell(figure, index);
  const x = xs[index] * scale;
  const left = x + 14 + tip.offsetWidth > frame.width ? x - 14 - tip.offsetWidth : x + 14;
  tip.style.left = `${Math.max(0, left)}px`;
  tip.style.top = `${Math.max(0, event.clientY - frame.top - tip.offsetHeight / 2)}px`;
  shown = svg;
}

for (const kind of ["pointermove", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    const svg = event.target.closest?.(".graph > svg");
    if (shown && shown !== svg) hide();
    if (svg) show(svg, event);
  });
}
document.addEventListener("pointerleave", hide);
