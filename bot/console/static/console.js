/* Listens to what changed and asks htmx for that part; helps the composer. Nothing here decides anything. */
"use strict";

const find = (selector) => document.querySelector(selector);
const messages = find("#messages");
const log = find("#log");
const composer = find("#composer");
const who = find("#who");
const text = find("#text");
const notice = find("#notice");
const remembered = "who-" + new URLSearchParams(messages.getAttribute("hx-get").split("?")[1]).get("group");
const missed = new Set(); // changed before they were on the page

/* Liveness */

function connect() {
  const source = new EventSource("/events");
  let again = false;
  source.addEventListener("hello", (event) => {
    if (event.data !== document.body.dataset.scene) return location.reload();
    find("#offline").hidden = true;
    if (again) messages.replaceChildren();
    again = true;
    htmx.trigger(messages, "more");
    htmx.trigger("#inbox", "changed");
    htmx.trigger("#controls", "changed");
    for (const item of messages.querySelectorAll(".reading")) htmx.trigger(item, "changed");
  });
  source.addEventListener("message", (event) => {
    if (event.data.startsWith("alert")) return;
    const item = document.getElementById("bericht-" + event.data);
    if (item) return htmx.trigger(item, "changed");
    missed.add(event.data);
    htmx.trigger(messages, "more");
  });
  source.addEventListener("inbox", () => htmx.trigger("#inbox", "changed"));
  source.addEventListener("day", () => htmx.trigger("#controls", "changed"));
  source.addEventListener("scene", () => location.reload());
  source.addEventListener("error", () => {
    find("#offline").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt === messages) {
    const last = messages.lastElementChild;
    event.detail.parameters.after = last ? last.dataset.id : "";
  }
});

/* Scrolling: stay at the newest message unless somebody reads back */

let atEnd = true;
const toEnd = () => { log.scrollTop = log.scrollHeight; };
let lastTop = 0;
log.addEventListener("scroll", () => {
  if (log.scrollHeight - log.scrollTop - log.clientHeight < 80) atEnd = true;
  else if (log.scrollTop < lastTop - 2) atEnd = false; // only a person scrolls back
  lastTop = log.scrollTop;
  if (atEnd) find("#newest").hidden = true;
});
find("#newest").addEventListener("click", () => { atEnd = true; toEnd(); });

function settle() {
  mark();
  if (atEnd) toEnd();
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (target === messages) {
    if (!atEnd) find("#newest").hidden = false;
    for (const id of missed) {
      const item = document.getElementById("bericht-" + id);
      if (!item) find(".tabs a:not([aria-current])").classList.add("news");
      else if (item.classList.contains("reading")) htmx.trigger(item, "changed");
    }
    missed.clear();
  }
  if (target.id === "inbox") tellNews();
  if (target.id === "notice") fade();
  settle();
});

/* The inbox */

function tellNews() {
  const news = find("[data-news]");
  const shown = find("#inbox-news");
  if (shown.textContent !== news.textContent) shown.textContent = news.textContent;
  const count = find("#views-count");
  count.textContent = news.dataset.waiting;
  count.hidden = news.dataset.waiting === "0";
}

let fading;
function fade() {
  clearTimeout(fading);
  fading = setTimeout(() => notice.replaceChildren(), 9000);
}

/* The composer */

function mark() {
  for (const item of messages.children) item.classList.toggle("mine", item.dataset.author === who.value);
}

function compose(mode, item) {
  composer.elements.reply_to.value = mode === "reply" ? item.dataset.id : "";
  composer.elements.edit.value = mode === "edit" ? item.dataset.id : "";
  find("#composing").hidden = !mode;
  for (const label of document.querySelectorAll("[data-mode]")) label.hidden = label.dataset.mode !== mode;
  const said = item ? item.querySelector(".text").textContent : "";
  find("#composing-text").textContent = said;
  if (mode === "edit") text.value = said;
  if (mode) text.focus();
  grow();
}

function grow() {
  text.rows = Math.min(5, Math.max(1, text.value.split("\n").length));
}

composer.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== composer || !event.detail.successful) return;
  text.value = "";
  composer.elements.photo.checked = false;
  atEnd = true;
  compose("");
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
  if (event.key === "Escape") compose("");
});
who.addEventListener("change", () => {
  sessionStorage.setItem(remembered, who.value);
  compose("");
  mark();
});

function show(view) {
  document.body.dataset.view = view;
  sessionStorage.setItem("view", view);
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === view));
  }
  if (view === "chat" && atEnd) toEnd();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.show) show(button.dataset.show);
  else if (button.dataset.reply) compose("reply", button.closest("li"));
  else if (button.dataset.edit) compose("edit", button.closest("li"));
  else if (button.id === "composing-stop") compose("");
  else if ("try" in button.dataset) { text.value = button.textContent; text.focus(); }
  else if ("close" in button.dataset) {
    button.closest(".file").remove();
    htmx.trigger("#inbox", "changed");
  }
});

const chosen = sessionStorage.getItem(remembered);
if (chosen && [...who.options].some((option) => option.value === chosen)) who.value = chosen;
show(sessionStorage.getItem("view") || "chat");
tellNews();
mark();
toEnd();
connect();
