// A tree of nodes to elements, built one by one and never parsed; what is pressed goes back to Python.

function build(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const element = document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  element.append(...node.children.map(build));
  return element;
}

function redraw(root, tree) {
  const drawn = JSON.stringify(tree);
  if (root.drawn === drawn) return;
  const before = [...root.querySelectorAll("button")];
  const focused = before.indexOf(document.activeElement);
  root.replaceChildren(build(tree));
  root.drawn = drawn;
  if (focused < 0) return;
  const buttons = [...root.querySelectorAll("button")];
  const same = buttons.find((button) => button.textContent === before[focused].textContent);
  (same ?? buttons[focused])?.focus({ preventScroll: true });
}

function bringIntoView(panel) {
  const cited = panel.querySelector(".cited, .box");
  if (!cited) return;
  const top = cited.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop;
  const end = top + cited.offsetHeight + 24;
  panel.scrollTop = Math.min(top - 140, Math.max(end - panel.clientHeight, 0));
}

function copy(button) {
  const text = button.dataset.copy ?? location.origin + location.pathname + button.dataset.copyLink;
  const told = button.textContent;
  const tell = (words) => {
    button.textContent = words;
    setTimeout(() => { button.textContent = told; }, 1500);
  };
  navigator.clipboard.writeText(text).then(() => tell("Copied"), () => tell("Not allowed here"));
}

function bringUp(button) {
  if (innerWidth < 1190) button?.closest("p, li, tr")?.scrollIntoView({ block: "start", behavior: "smooth" });
}

function comeBack(opener) {
  const alike = (button) => button.dataset.press === opener.dataset.press;
  (!opener || opener.isConnected ? opener : [...document.querySelectorAll("button")].find(alike))?.focus();
}

function press(button, setTriggerValue) {
  if ("copy" in button.dataset || "copyLink" in button.dataset) return copy(button);
  if (button.closest("article, .rows")) {
    window.pinpointOpener = button;
    bringUp(button);
  }
  if (button.dataset.press === "close") comeBack(window.pinpointOpener);
  if (button.dataset.press) setTriggerValue("press", button.dataset.press);
}

const KEYS = { Escape: "close", ArrowLeft: "previous", ArrowRight: "next" };

function listenToKeys(root) {
  const listen = (event) => {
    if (event.target.closest("input, textarea, [role=slider], [role=radiogroup]") && event.key !== "Escape") return;
    if (KEYS[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey)
      root.querySelector(`[data-key=${KEYS[event.key]}]:enabled`)?.click();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const drawn = parentElement.querySelector(".pinpoint");
  const root = drawn ?? parentElement.appendChild(document.createElement("div"));
  const arrives = root.dataset.state !== data.state;
  const changes = root.drawn !== JSON.stringify(data.tree);
  root.className = "pinpoint";
  root.ariaLive = data.newest || data.live ? "polite" : "off";
  root.dataset.state = data.state;
  redraw(root, data.tree);
  for (const button of root.querySelectorAll("article [data-press^='source '], .rows [data-press^='place ']"))
    button.ariaExpanded = button.dataset.press === data.opened;

  const panel = root.querySelector(".panel");
  if (panel && changes) {
    const scroller = root.closest(".st-key-source");
    bringIntoView(scroller);
    panel.querySelector("img")?.decode().then(() => bringIntoView(scroller));
  }
  if (panel && arrives) {
    panel.querySelector("h2").focus({ preventScroll: true });
    bringUp(window.pinpointOpener);
  }
  if (arrives && data.newest) setTimeout(() => root.scrollIntoView({ block: "start" }), 60);

  root.onclick = ({ target }) => {
    const button = target.closest("button");
    if (button) press(button, setTriggerValue);
  };
  return listenToKeys(root);
}
