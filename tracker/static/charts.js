// Draws each chart in the layout that its room allows, and makes pictures of it to take home. The
// numbers stand as a table beside it, which is opened when the drawing fails.

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
  if (chart.checkVisibility?.() === false) return; // drawn when what it is in is opened
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

/** A picture stands alone: it has the wide layout whatever the screen, its heading and its notes. */
function standAlone({ wide, frame }) {
  const { l, r, t, b } = wide.layout.margin;
  const { width, above, below, side } = frame;
  return {
    data: wide.data,
    config: settings,
    layout: {
      ...wide.layout,
      width,
      height: wide.layout.height + above + below,
      margin: { ...wide.layout.margin, l: l + side, r: r + side, t: t + above, b: b + below },
      annotations: [...wide.layout.annotations, ...frame.annotations],
    },
  };
}

async function takePicture(button) {
  const { chart, format, file } = button.dataset;
  const message = button.closest("details").querySelector(".picture-failed");
  message.hidden = true;
  button.disabled = true;
  try {
    const Plotly = await loadPlotly();
    const figure = standAlone(readFigures(document.getElementById(chart)));
    const { width, height } = figure.layout;
    const scale = format === "png" ? 2 : 1;
    const link = document.createElement("a");
    link.href = await Plotly.toImage(figure, { format, width, height, scale });
    link.download = `${file}.${format}`;
    link.click();
  } catch {
    message.hidden = false;
  }
  button.disabled = false;
}

function goToTable(event) {
  const table = document.getElementById(event.currentTarget.hash.slice(1));
  const summary = table?.querySelector("summary");
  if (!summary) return; // a table that is always open: the browser goes there itself
  event.preventDefault();
  table.open = true;
  summary.focus();
}

const charts = [...document.querySelectorAll(".chart[data-wide-from]")];
let waiting;
const sizes = new ResizeObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(() => charts.filter((chart) => drawn.has(chart)).forEach(draw), 200);
});
function drawAndFollow(chart) {
  draw(chart).then(() => sizes.observe(chart));
}

const nearness = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearness.unobserve(target);
      drawAndFollow(target);
    }
  },
  { rootMargin: "800px" },
);
for (const chart of charts) {
  makeRoom(chart);
  nearness.observe(chart);
}
// Toggle events do not bubble: they are caught on their way down.
document.addEventListener(
  "toggle",
  ({ target }) => charts.filter((chart) => target.contains(chart)).forEach(drawAndFollow),
  true,
);
for (const button of document.querySelectorAll("button[data-format]")) {
  button.hidden = false;
  button.addEventListener("click", () => takePicture(button));
}
for (const link of document.querySelectorAll(".to-table")) {
  link.addEventListener("click", goToTable);
}
// Whoever prints wants what is further down, too.
addEventListener("load", () => setTimeout(() => charts.forEach(draw), 1500));
