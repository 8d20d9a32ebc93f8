// Moving a meeting in the wheel: drag its petal, or hold Shift and press the arrow keys.
// Either leads to the page that shows what follows. Nothing is saved here.

const DAY = 86400000;
const KEY_STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };
const LEAST_DRAG = 5; // px; less is a click

const host = document.getElementById("moving");
const { year, movable, words } = JSON.parse(host.querySelector("script").textContent);
const label = host.querySelector(".moving-label");
const firstDay = Date.UTC(year, 0, 1);
const dayCount = (Date.UTC(year + 1, 0, 1) - firstDay) / DAY;
const weekdays = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "long",
  timeZone: "UTC",
});

/** Return a day as 2026-12-08. */
const iso = (time) => new Date(time).toISOString().slice(0, 10);

/** Return a day's ISO week. */
function weekOf(time) {
  const thursday = time + (3 - ((new Date(time).getUTCDay() + 6) % 7)) * DAY;
  const start = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - start) / DAY / 7) + 1;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

/** Let the click that ends a drag lead nowhere. */
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}

/** Let one petal be moved. */
function letMove(petal, meeting) {
  const svg = petal.ownerSVGElement;
  const centre = svg.viewBox.baseVal.width / 2;
  const start = Date.parse(meeting.day);
  let moved = null; // the day that it is moved to, while it is being moved
  let drag = null;

  /** Show the petal on a day, within the year, and say which day that is. */
  function show(time) {
    moved = Math.min(Math.max(time, firstDay), firstDay + (dayCount - 1) * DAY);
    const turn = ((moved - start) / DAY / dayCount) * 360;
    petal.setAttribute("transform", `rotate(${turn} ${centre} ${centre})`);
    petal.classList.add("is-moving");
    label.textContent = fill(words.label, {
      theme: meeting.theme,
      weekday: weekdays.format(moved),
      day: iso(moved),
      week: weekOf(moved),
    });
  }

  /** Put the petal back. */
  function leave(said) {
    if (moved === null) return;
    moved = null;
    drag = null;
    petal.removeAttribute("transform");
    petal.classList.remove("is-moving");
    label.textContent = said;
    if (said) setTimeout(() => label.textContent === said && (label.textContent = ""), 3000);
  }

  const cancel = () => leave(words.cancelled);

  /** Go on to the page that shows what follows. */
  function confirm() {
    const day = moved;
    leave("");
    if (day !== start) location.assign(`${meeting.url}?day=${iso(day)}`);
  }

  /** Return where on the circle a pointer is: degrees from the top, clockwise. */
  function angleAt(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      svg.getScreenCTM().inverse(),
    );
    return (Math.atan2(at.x - centre, centre - at.y) * 180) / Math.PI;
  }

  // By pointer. A finger scrolls the page instead; the meeting's own page has the form.
  petal.addEventListener("dragstart", (event) => event.preventDefault());
  petal.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag = { x: event.clientX, y: event.clientY, angle: angleAt(event), turned: 0, isOn: false };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", stop, { once: true });
  });

  function follow(event) {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    drag.isOn ||= far >= LEAST_DRAG;
    if (!drag.isOn) return;
    const angle = angleAt(event);
    drag.turned += ((((angle - drag.angle + 180) % 360) + 360) % 360) - 180;
    drag.angle = angle;
    show(start + Math.round((drag.turned / 360) * dayCount) * DAY);
  }

  function stop() {
    removeEventListener("pointermove", follow);
    cancel();
    drag = null;
  }

  function drop() {
    removeEventListener("pointermove", follow);
    if (drag && !drag.isOn) drag = null; // a click: the link leads to the meeting
    if (!drag) return;
    swallowClick();
    confirm();
  }

  // By keyboard.
  petal.addEventListener("keydown", (event) => {
    if (event.shiftKey && event.key in KEY_STEPS) {
      event.preventDefault();
      show((moved ?? start) + KEY_STEPS[event.key] * DAY);
    } else if (event.key === "Enter" && moved !== null) {
      event.preventDefault();
      confirm();
    }
  });
  petal.addEventListener("blur", () => !drag && cancel());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || moved === null) return;
    if (drag) addEventListener("pointerup", swallowClick, { once: true });
    stop();
  });
  addEventListener("pageshow", () => leave("")); // back from the page that was led to
  petal.setAttribute("aria-describedby", "moving-help");
}

for (const meeting of movable) {
  for (const petal of document.querySelectorAll(".wheel .wheel-petal")) {
    if (petal.getAttribute("href") === meeting.href) letMove(petal, meeting);
  }
}
document.getElementById("moving-help").hidden = movable.length === 0;
