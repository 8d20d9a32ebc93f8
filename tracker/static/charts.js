// Draws each chart in the layout that its room allows. The numbers stand as a table beside it,
// which is opened when the drawing fails.

const settings = { staticPlot: true, responsive: true, displayModeBar: false };
const source = document.querySelector("script[data-plotly]").dataset.plotly;
const drawn = new WeakMap();
let plotly;

function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
    script.onerror = () => reject(new Error("Plotly did not load"));
    document.head.append(script);
  });
  return plotly;
}

function readFigures(chart) {
  return JSON.parse(chart.querySelector("script").textContent);
}

function chooseLayout(chart, figures) {
  const room = chart.clientWidth;
  return !figures.narrow || room >= Number(chart.dataset.wideFrom) ? "wide" : "narrow";
}

/** Keep the room that the drawing will need, so that the page does not jump. */
function makeRoom(chart) {
  const figures = readFigures(chart);
  chart.style.minHeight = `${figures[chooseLayout(chart, figures)].layout.height}px`;
}

async function draw(chart) {
  try {
    const Plotly = await loadPlotly();
    const figures = readFigures(chart);
    const layout = chooseLayout(chart, figures);
    if (drawn.get(chart)?.layout === layout) return;
    const place = drawn.get(chart)?.place ?? chart.appendChild(document.createElement("div"));
    place.className = "chart-place";
    drawn.set(chart, { layout, place });
    chart.dataset.layout = layout;
    chart.style.minHeight = "";
    const figure = figures[layout];
    await Plotly.newPlot(place, figure.data, figure.layout, settings);
    letItScale(place);
  } catch {
    showTable(chart);
  }
}

/** On paper the drawing is narrower than on the screen: then it scales as a picture does. */
function letItScale(place) {
  for (const svg of place.querySelectorAll(".main-svg")) {
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  }
  place.style.setProperty("--ratio", place.clientWidth / place.clientHeight);
}

function showTable(chart) {
  const table = document.getElementById(chart.dataset.table);
  if (table) table.open = true;
  const message = chart.nextElementSibling;
  if (message?.classList.contains("chart-failed")) message.hidden = false;
  chart.hidden = true;
}

const charts = [...document.querySelectorAll(".chart[data-wide-from]")];
let waiting;
const sizes = new ResizeObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(() => charts.filter((chart) => drawn.has(chart)).forEach(draw), 200);
});
const nearness = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearness.unobserve(target);
      draw(target).then(() => sizes.observe(target));
    }
  },
  { rootMargin: "800px" },
);
for (const chart of charts) {
  makeRoom(chart);
  nearness.observe(chart);
}
// Whoever prints wants what is further down, too.
addEventListener("load", () => setTimeout(() => charts.forEach(draw), 1500));
