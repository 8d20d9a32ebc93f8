// A fetch that goes on: the page follows it, and is loaded anew when it has ended.
// Without this script the page says how far it had come when it was opened.

const EVERY = 2000; // ms

const host = document.getElementById("progress");
const bar = host.querySelector("progress");
const words = host.querySelector("[data-words]");
const { address, state, said, pattern } = host.dataset;

async function follow() {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const now = await answer.json();
    if (!now.is_going || now.state !== state || now.message !== said) {
      location.reload();
      return;
    }
    if (bar) {
      bar.max = Math.max(1, now.in_all);
      bar.value = now.done;
      words.textContent = pattern
        .replace("{done}", now.done)
        .replace("{all}", now.in_all);
    }
  } catch {
    // The network is away for a moment: ask again.
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
