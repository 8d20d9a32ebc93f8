// The slides of a review: arrow keys turn them. What is typed is saved first, never lost.

const form = document.querySelector("form[action*='/present/']");
const fields = form ? [...form.querySelectorAll("textarea, select")] : [];
const asShown = fields.map((field) => field.value);
let isSending = false;

const isChanged = () =>
  form?.hasAttribute("data-unsaved") || fields.some((field, place) => field.value !== asShown[place]);

function turn(link) {
  if (!isChanged()) {
    link.click();
    return;
  }
  const where = document.createElement("input");
  where.type = "hidden";
  where.name = "go";
  where.value = new URL(link.href).pathname.split("/").pop();
  form.append(where);
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("textarea, select, input")) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const wanted = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
  const link = wanted && document.querySelector(`a[rel='${wanted}']`);
  if (!link) return;
  event.preventDefault();
  turn(link);
});

for (const link of document.querySelectorAll("a[rel]")) {
  link.addEventListener("click", (event) => {
    if (!isChanged()) return;
    event.preventDefault();
    turn(link);
  });
}

form?.addEventListener("submit", () => {
  isSending = true;
});

window.addEventListener("beforeunload", (event) => {
  if (isChanged() && !isSending) event.preventDefault();
});
