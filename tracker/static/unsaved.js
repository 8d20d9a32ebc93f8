// Asks before a page with unsaved changes is left. Without this script the page works the same.

const form = document.querySelector("form[data-asks-before-leaving]");
let isChanged = form.dataset.asksBeforeLeaving === "changed";
form.addEventListener("input", () => (isChanged = true));
form.addEventListener("submit", () => (isChanged = false));
addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});
