// Saving an answer while it is typed. Without this script the page's own buttons do it all.
// What has not reached the server is kept on the device, and comes back with the page.

const PAUSE = 1500; // ms from a change to its saving
const RETRY = 5000; // ms between attempts without a connection
const PATIENCE = 15000; // ms that one attempt may take
// Statuses after which trying again changes nothing.
const FINAL = [404, 409, 410];
// Fields that are no part of the answer.
const OTHERS = ["csrf_token", "about", "shown", "page", "who", "passed_on"];

// A mail's link may name one of several: lead to it.
const wanted = /^#intervention-(\d+)$/.exec(location.hash)?.[1];
if (wanted && location.search === "") location.replace(`?about=${wanted}`);

/** What the device keeps of one answer. It may be forbidden to keep anything. */
class Store {
  constructor(key) {
    this.key = key;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  write(value) {
    try {
      if (value === null) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // The page still holds it.
    }
  }
}

/** Return what is typed, as {field: text}. */
function typedIn(form) {
  const entries = [...new FormData(form)].filter(([name]) => !OTHERS.includes(name));
  return Object.fromEntries(entries);
}

/** Write back what was typed. */
function fill(form, typed) {
  for (const field of form.elements) {
    if (!field.name || OTHERS.includes(field.name) || field.type === "submit") continue;
    if (field.type === "radio") field.checked = typed[field.name] === field.value;
    else field.value = typed[field.name] ?? "";
  }
}

/** Tell whether two answers say the same, an empty field being no field. */
function isSame(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

function letSave(form) {
  const store = new Store(form.dataset.keptAs);
  const status = form.querySelector("[data-status]");
  const shown = form.elements.shown;
  let isChanged = false;
  let isOver = false; // nothing more can be saved from this page
  let isSending = false;
  let timer = 0;
  let running = null;

  const word = (name) => form.querySelector(`[data-word="${name}"]`).textContent;
  const say = (text, kind = "") => {
    status.textContent = text;
    status.className = `meta save-status ${kind}`;
  };
  const keep = () => store.write({ shown: shown.value, typed: typedIn(form) });
  const later = (pause) => {
    timer ||= setTimeout(() => {
      timer = 0;
      save();
    }, pause);
  };

  function change() {
    isChanged = true;
    keep();
    if (!isOver) later(PAUSE);
  }

  /** Save what is typed; one attempt at a time. Return whether the server has answered. */
  async function save() {
    while (running) await running;
    if (!isChanged || isOver) return true;
    running = attempt();
    const isAnswered = await running;
    running = null;
    return isAnswered;
  }

  async function attempt() {
    isChanged = false;
    say(word("saving"));
    let response;
    try {
      response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        keepalive: document.visibilityState === "hidden",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      isChanged = true;
      say(word("lost"), "status-err");
      later(RETRY);
      return false;
    }
    await hear(response);
    return true;
  }

  /** Take the server's answer. */
  async function hear(response) {
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      shown.value = answer.shown;
      if (isChanged) keep();
      else store.write(null);
      say(answer.said, "is-saved");
      return;
    }
    isOver = FINAL.includes(response.status);
    isChanged = true;
    say(answer.said ?? word("failed"), "status-err");
    if (response.status >= 500) later(RETRY);
  }

  form.addEventListener("input", (event) => {
    if (!OTHERS.includes(event.target.name)) change();
  });
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });

  // A button is pressed: go on only when there is a connection, so that the text stays here.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    isChanged = true;
    keep();
    if (await save()) {
      say(word("sending"));
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: "do", value: event.submitter?.value ?? "save" });
      form.append(pressed);
      form.submit();
    } else {
      isSending = false;
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && !isChanged) location.reload(); // what it shows may be long past
  });

  /** Bring back what the device kept, and save it. */
  function bringBack(kept) {
    fill(form, kept.typed);
    for (const part of form.querySelectorAll("details.more-questions")) part.open = true;
    change();
  }

  const kept = store.read();
  if (kept && isSame(kept.typed, typedIn(form))) store.write(null);
  else if (kept?.shown === shown.value) bringBack(kept);
  else if (kept) {
    const offer = form.querySelector("[data-kept]");
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      offer.hidden = true;
      bringBack(kept);
    });
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) letSave(form);
