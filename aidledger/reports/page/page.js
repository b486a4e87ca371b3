"use strict";
// Tables that can be sorted and filtered, figures that lead to the packages that they count, and checks: what the
// packages on this page add up to is worked out again, exactly, from their rows.

const SCALE = 6; // decimals of a figure: no currency has more
const FEW = 25; // so many different texts of a column, and it has a list to choose from
const LONG = 8; // so many rows, and a table has tools

// Figures

const exact = (digits) => {
  const [whole, part = ""] = digits.replace("-", "").split(".");
  const size = BigInt(whole + part.padEnd(SCALE, "0").slice(0, SCALE));
  return digits.startsWith("-") ? -size : size;
};

const written = (figure) => {
  const digits = String(figure < 0n ? -figure : figure).padStart(SCALE + 1, "0");
  const whole = digits.slice(0, -SCALE).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = digits.slice(-SCALE).replace(/0+$/, "");
  return (figure < 0n ? "-" : "") + whole + (part && "." + part);
};

const combined = (bounds) => {
  const found = [...new Set(bounds.filter(Boolean))];
  return found.length === 0 ? "" : found.length === 1 ? found[0] : "about";
};

// Tables

const headingsOf = (table) => [...table.tHead.rows[0].cells].map((cell) => cell.dataset.heading ?? cell.textContent);

const columnOf = (table, heading) => headingsOf(table).indexOf(heading);

const cellOf = (row, heading) => row.cells[columnOf(row.closest("table"), heading)];

const matches = {
  same: (stands, value) => stands.toLowerCase() === value.toLowerCase(),
  starts: (stands, value) => stands.toLowerCase().startsWith(value.toLowerCase()),
  exact: (stands, value) => stands === value,
  stated: (stands) => stands !== "",
  until: (stands, value) => stands !== "" && stands <= value,
};

const textsOf = (row) => [...row.cells].map((cell) => cell.textContent);

// How often the terms take a row with such texts in, less how often they take it away again.
const taken = (headings, terms) => {
  const ready = terms.map(([negative, conditions]) => [
    negative ? -1 : 1,
    conditions.map(([heading, match, value]) => [headings.indexOf(heading), matches[match], value]),
  ]);
  return (texts) =>
    ready.reduce(
      (times, [sign, conditions]) =>
        conditions.every(([at, meets, value]) => meets(texts[at], value)) ? times + sign : times,
      0,
    );
};

// Checks

const put = (cell, figure) => {
  if (figure === exact(cell.dataset.value)) return;
  cell.dataset.value = written(figure).replaceAll(",", "");
  cell.textContent = `${cell.dataset.currency} ${written(figure)}`;
  cell.classList.add("differs");
};

const prove = () => {
  const packages = document.getElementById("packages-table");
  if (!packages) return;
  const headings = headingsOf(packages);
  const rows = [...packages.tBodies[0].rows].map((row) => [textsOf(row), [...row.cells].map((cell) => cell.dataset.value)]);
  for (const cell of document.querySelectorAll("[data-sum]")) {
    const [heading, terms] = JSON.parse(cell.dataset.sum);
    const [at, times] = [headings.indexOf(heading), taken(headings, terms)];
    const sum = rows.reduce(
      (sum, [texts, figures]) => (figures[at] === undefined ? sum : sum + BigInt(times(texts)) * exact(figures[at])),
      0n,
    );
    put(cell, sum);
  }
  for (const cell of document.querySelectorAll("[data-at]")) {
    const [row, heading] = JSON.parse(cell.dataset.at);
    put(cell, exact(cellOf(document.getElementById(row), heading).dataset.value));
  }
  for (const cell of document.querySelectorAll("[data-less]")) {
    const [one, other] = JSON.parse(cell.dataset.less).map((heading) => cellOf(cell.parentElement, heading));
    put(cell, exact(one.dataset.value) - exact(other.dataset.value));
  }
  const ties = [...document.querySelectorAll("[data-ties]")];
  for (const cell of ties) {
    const good = exact(cellOf(cell.parentElement, JSON.parse(cell.dataset.ties)).dataset.value) === 0n;
    cell.textContent = good ? "yes" : "no";
    cell.classList.toggle("differs", !good);
  }
  const wrong = ties.filter((cell) => cell.textContent === "no").length;
  for (const place of document.querySelectorAll("[data-all-tie]")) {
    if (wrong) place.textContent = `${wrong} of ${ties.length} figures do not tie to the packages`;
    else if (ties.length) place.textContent += ", worked out again on this page";
    place.classList.toggle("differs", wrong > 0);
  }
};

// Sorting

const sortable = (table) => {
  const sort = (heading, at) => {
    const turn = heading.ariaSort === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.ariaSort = "none";
    heading.ariaSort = turn > 0 ? "ascending" : "descending";
    const keyed = [...table.tBodies[0].rows].map((row) => [row, row.cells[at].dataset.value, row.cells[at].textContent]);
    keyed.sort(([, figure, words], [, otherFigure, otherWords]) => {
      if (!words !== !otherWords) return words ? -1 : 1; // what is blank stands last
      if ((figure === undefined) !== (otherFigure === undefined)) return figure === undefined ? 1 : -1;
      if (figure !== undefined) return turn * (figure - otherFigure);
      return turn * words.localeCompare(otherWords, "en", { numeric: true });
    });
    table.tBodies[0].append(...keyed.map(([row]) => row));
  };
  [...table.tHead.rows[0].cells].forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    heading.dataset.heading = button.textContent = heading.textContent;
    heading.replaceChildren(button);
    heading.ariaSort = "none";
    button.addEventListener("click", () => sort(heading, at));
  });
};

// Filtering

const labelled = (words, field) => {
  const label = document.createElement("label");
  label.append(words, field);
  return label;
};

const choices = (table, at) => {
  const texts = new Set([...table.tBodies[0].rows].map((row) => row.cells[at].textContent));
  return texts.size > 1 && texts.size <= FEW && texts.size * 2 <= table.tBodies[0].rows.length
    ? [...texts].sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
    : [];
};

const counted = (table, rows) => {
  const at = ["Stage", "Counted in", "Counted"].map((heading) => columnOf(table, heading));
  if (at.includes(-1)) return "";
  const sums = new Map();
  for (const row of rows) {
    const [stage, currency, figure] = at.map((column) => row.cells[column]);
    if (figure.dataset.value === undefined) continue;
    const key = `${stage.textContent} ${currency.textContent}`;
    const [sum, bounds] = sums.get(key) ?? [0n, []];
    sums.set(key, [sum + exact(figure.dataset.value), [...bounds, figure.dataset.bound]]);
  }
  const told = [...sums].map(([key, [sum, bounds]]) => {
    const [stage, currency] = key.split(" ");
    return [`${stage}:`, combined(bounds), currency, written(sum)].filter(Boolean).join(" ");
  });
  return told.length ? ` They count as ${told.sort().join("; ")}.` : "";
};

const filterable = (table) => {
  const rows = [...table.tBodies[0].rows];
  const [tools, status] = [document.createElement("div"), document.createElement("p")];
  tools.className = "tools";
  status.setAttribute("role", "status");
  const search = Object.assign(document.createElement("input"), { type: "search" });
  tools.append(labelled("Find", search));
  const lists = headingsOf(table).flatMap((heading, at) => {
    const cell = table.tHead.rows[0].cells[at];
    const found = cell.hidden || cell.classList.contains("figure") ? [] : choices(table, at);
    if (!found.length) return [];
    const list = document.createElement("select");
    list.append(new Option("all", "all"), ...found.map((words, number) => new Option(words || "blank", String(number))));
    tools.append(labelled(heading, list));
    return [{ list, at, found }];
  });
  const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all" });
  tools.append(all);
  let only = null;
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = lists.filter(({ list }) => list.value !== "all");
    const times = only && taken(headingsOf(table), only);
    for (const row of rows) {
      const text = words.length ? row.textContent.toLowerCase() : "";
      row.hidden =
        !words.every((word) => text.includes(word)) ||
        !chosen.every(({ list, at, found }) => row.cells[at].textContent === found[Number(list.value)]) ||
        Boolean(times && times(textsOf(row)) <= 0);
    }
    const left = rows.filter((row) => !row.hidden);
    const narrowed = left.length < rows.length || only;
    all.disabled = !narrowed;
    const which = only ? `, those that the figure counts` : "";
    status.textContent = narrowed
      ? `${left.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows${which}.${counted(table, left)}`
      : "";
  };
  const clear = () => {
    only = null;
    search.value = "";
    for (const { list } of lists) list.value = "all";
  };
  search.addEventListener("input", show);
  for (const { list } of lists) list.addEventListener("change", show);
  all.addEventListener("click", () => { clear(); show(); });
  table.addEventListener("only", (event) => { clear(); only = event.detail; show(); });
  table.parentElement.before(tools, status);
  show();
};

// Links to the packages that a figure counts

const follow = (event) => {
  const link = event.target.closest("a[data-only]");
  const packages = document.getElementById("packages-table");
  if (!link || !packages) return;
  event.preventDefault();
  packages.dispatchEvent(new CustomEvent("only", { detail: JSON.parse(link.dataset.only) }));
  document.getElementById("packages").scrollIntoView();
  packages.parentElement.focus({ preventScroll: true });
};

prove();
for (const table of document.querySelectorAll("table[data-part]")) {
  if (table.tBodies[0].rows.length < 2) continue;
  sortable(table);
  if (table.tBodies[0].rows.length >= LONG || table.dataset.part === "packages") filterable(table);
}
document.addEventListener("click", follow);
