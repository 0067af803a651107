// Keyboard shortcuts, live counts, completion. Every page works without this file.
"use strict";

const say = (node, text) => { if (node) node.textContent = text; };
const typing = (node) => node instanceof HTMLElement && node.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;

// j and k move between rows, Enter opens a row, x selects it, d goes to the decision.
const rows = () => [...document.querySelectorAll("[data-row]")];
const chosen = () => document.querySelector("[data-row].chosen");

function choose(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  chosen()?.classList.remove("chosen");
  next.classList.add("chosen");
  const link = next.querySelector("summary, a");
  (link ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function tick(row, on) {
  const box = row?.querySelector('[type="checkbox"]');
  if (!box || box.checked === on) return;
  box.checked = on ?? !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// Where nothing is selected yet, the decision is about the current row.
function decide() {
  const field = document.querySelector("[data-decide]");
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  if (!document.querySelector('[data-row] [type="checkbox"]:checked')) tick(chosen(), true);
  field.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const keys = document.getElementById("keys");
  // In a review the page's own keys come first: y, n and x.
  const own = keys?.open ? null : [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (own) { event.preventDefault(); own.click(); return; }
  const act = {
    "/": () => { const box = document.getElementById("q"); box?.focus(); box?.select(); },
    j: () => choose(1),
    k: () => choose(-1),
    x: () => tick(chosen()),
    d: decide,
    "?": () => { if (keys && !keys.open) keys.showModal(); },
  }[event.key];
  if (act) { event.preventDefault(); act(); }
});

// Completion list under the search box; the arrow keys move in it.
function completion(box) {
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  list.hidden = true;
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-autocomplete", "list");
  let found = [], at = -1, asked = 0, timer = 0;

  const close = () => { list.hidden = true; at = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) { box.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
    else box.removeAttribute("aria-activedescendant");
  };
  const take = (one) => {
    const end = box.selectionStart ?? box.value.length;
    const begin = end - one.replaces;
    box.value = box.value.slice(0, begin) + one.text + box.value.slice(end);
    box.setSelectionRange(begin + one.text.length, begin + one.text.length);
    close();
    ask();
  };
  const draw = () => {
    list.replaceChildren(...found.slice(0, 10).map((one, number) => {
      const item = document.createElement("li"), name = document.createElement("code"), help = document.createElement("span");
      item.id = `completion-${number}`;
      item.setAttribute("role", "option");
      say(name, one.text);
      say(help, one.help);
      item.append(name, help);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
      return item;
    }));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
  };
  const ask = (always) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const typed = box.value.slice(0, box.selectionStart ?? box.value.length);
      const number = ++asked;
      if (always !== true && !/\S$/.test(typed)) { close(); return; }
      try {
        const answer = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
        if (number !== asked || !answer.ok) return;
        // What stands there already is no suggestion.
        found = (await answer.json()).filter((one) => !one.replaces || !typed.endsWith(one.text));
        draw();
      } catch { close(); }
    }, 120);
  };
  box.addEventListener("input", ask);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { if (list.hidden) box.blur(); else close(); event.preventDefault(); return; }
    if (list.hidden) { if (event.key === "ArrowDown") { ask(true); event.preventDefault(); } return; }
    const count = list.children.length;
    if (event.key === "ArrowDown") { mark((at + 1) % count); event.preventDefault(); }
    else if (event.key === "ArrowUp") { mark((at - 1 + count) % count); event.preventDefault(); }
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) { take(found[at]); event.preventDefault(); }
  });
}
document.querySelectorAll("[data-complete]").forEach(completion);

// A form that was refused: its page comes again, and what was typed goes back into it.
document.querySelectorAll("[data-typed]").forEach((note) => {
  const typed = JSON.parse(note.dataset.typed), about = typed.find(([name]) => name === "id");
  // Of the forms of a table, that of the same row.
  const form = [...document.forms].find((one) => one.method === "post" && one.getAttribute("action") === note.dataset.action
    && (!about || one.querySelector('[type="hidden"][name="id"]')?.value === about[1]));
  if (!form) return;
  form.closest("details")?.setAttribute("open", "");
  form.querySelectorAll('[type="checkbox"], [type="radio"]').forEach((box) => { box.checked = false; });
  for (const [name, value] of typed) {
    // What the user left as it was may have been changed by somebody else.
    if (typed.some(([other, before]) => other === `before-${name}` && before === value)) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(field.type)) field.checked ||= field.value === value;
      else if (!["hidden", "file", "password"].includes(field.type) && field.localName !== "button") field.value = value;
    }
  }
});

// One tick for all rows, and how many are selected.
document.querySelectorAll("[data-all]").forEach((all) => {
  const boxes = [...all.form.querySelectorAll(`[type="checkbox"][name="${all.dataset.all}"]`)];
  const count = all.form.querySelector(`[data-count="${all.dataset.all}"]`);
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    say(count, ticked ? `(${ticked})` : "");
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.hidden = all.parentElement.hidden = false;
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
  boxes.forEach((box) => box.addEventListener("change", tell));
  tell();
});

// Where the pages stand in one line that is longer than the window, the one that is shown is in sight.
function reveal() {
  const rail = document.querySelector(".rail"), current = rail?.querySelector("[aria-current]");
  if (current && rail.scrollWidth > rail.clientWidth) rail.scrollLeft = current.offsetLeft - (rail.clientWidth - current.offsetWidth) / 2;
}
reveal();

// Copying.
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  });
});

// Counts that the page did not wait for: once they are there, it is drawn again, unless somebody does something.
let leaving = false;
window.addEventListener("beforeunload", () => { leaving = true; });
document.querySelectorAll("[data-later]").forEach(async (link) => {
  try {
    const look = () => fetch(link.dataset.later, { headers: { Accept: "application/json" } });
    let answer = await look();
    // The server is busy counting: retry with growing delays.
    for (let tries = 1; answer.status === 429 && tries <= 6 && !leaving; tries++) {
      await new Promise((after) => setTimeout(after, tries * 1000));
      answer = await look();
    }
    if (answer.ok && !leaving && !typing(document.activeElement) && !chosen()) location.reload();
    if (!answer.ok && answer.status !== 429) link.textContent = (await answer.json()).error;
  } catch { /* The link is still there. */ }
});

// Live updates.
const shownRunning = (kind) => new Set([...document.querySelectorAll(`[data-${kind}][data-running]`)].map((one) => one.dataset[kind]));

function live() {
  const open = document.querySelector('[data-live="open"]');
  if (!open || !window.EventSource) return;
  const events = new EventSource("/live");
  // What the page shows as running may end before the first event, which would not name it.
  let running = shownRunning("scan"), arriving = shownRunning("upload");
  events.addEventListener("now", (event) => {
    const now = JSON.parse(event.data);
    const shifts = open.hidden !== !now.open;
    open.hidden = !now.open;
    say(open, String(now.open));
    if (shifts) reveal();
    for (const count of document.querySelectorAll("[data-live]")) if (count !== open) {
      count.hidden = !now[count.dataset.live];
      say(count, String(now[count.dataset.live]));
    }
    const ids = new Set(now.scans.map((scan) => scan.id));
    for (const scan of now.scans) document.querySelectorAll(`[data-scan="${CSS.escape(scan.id)}"]`).forEach((place) => {
      const bar = place.querySelector("progress");
      if (bar) bar.value = scan.percent;
      say(place.querySelector('[data-part="talked"]'), String(scan.counts.talked ?? 0));
      say(place.querySelector('[data-part="open"]'), String(scan.counts.open ?? 0));
    });
    // A scan ended, or is not on the page yet: reload the page.
    const shown = location.pathname === "/scans" || location.pathname.startsWith("/scan/");
    const ended = [...running].some((id) => !ids.has(id));
    const begun = location.pathname === "/scans" && [...ids].some((id) => !document.querySelector(`[data-scan="${CSS.escape(id)}"]`));
    if (shown && (ended || begun) && !typing(document.activeElement)) location.reload();
    running = ids;
    const files = new Set(now.imports.map((one) => one.id));
    for (const one of now.imports) document.querySelectorAll(`[data-upload="${CSS.escape(one.id)}"]`).forEach((place) => {
      const bar = place.querySelector("progress");
      if (bar) bar.value = one.percent;
      say(place.querySelector('[data-part="stored"]'), String(one.stored));
      say(place.querySelector('[data-part="bad"]'), String(one.bad));
    });
    if (location.pathname === "/imports" && [...arriving].some((id) => !files.has(id)) && !typing(document.activeElement)) location.reload();
    arriving = files;
  });
  window.addEventListener("pagehide", () => events.close());
}
live();

// Passkeys: the browser calls the authenticator; the form sends its response.
const unpacked = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const packed = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function passkey(form) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value });
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  const asked = await answer.json();
  asked.challenge = unpacked(asked.challenge);
  if (asked.user) asked.user.id = unpacked(asked.user.id);
  for (const list of [asked.excludeCredentials, asked.allowCredentials]) for (const one of list ?? []) one.id = unpacked(one.id);
  const given = await (asked.user ? navigator.credentials.create({ publicKey: asked }) : navigator.credentials.get({ publicKey: asked }));
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given.response[name]) response[name] = packed(given.response[name]);
  }
  return JSON.stringify({ id: given.id, rawId: packed(given.rawId), type: given.type, response });
}

if (window.PublicKeyCredential) document.querySelectorAll("[data-passkey]").forEach((form) => {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = form.querySelector("[data-refused]"), button = form.querySelector("button");
    refused.hidden = button.disabled = true;
    try { form.elements.credential.value = await passkey(form); form.submit(); }
    catch { refused.hidden = button.disabled = false; }
  });
});
