"use strict";
// Tables that can be sorted and filtered, figures that lead to the packages that they count, and checks: what the
// packages on this page add up to is worked out again, exactly, from the figures that it shows.

const SCALE = 6; // decimals of a figure: no currency has more
const FEW = 25; // so many different texts of a column, and it has a list to choose from
const LONG = 8; // so many rows, and a table has tools
const MEANT = ["packages", "line-items"]; // the parts whose rows figures count

// Figures: `≤ -$1,000.25` is a bound, a sign, a currency, digits

const FIGURE = /^([≤≥~] )?(-?)([^\d]*)([\d,]+)(?:\.(\d+))?m?$/;

const figureOf = (words) => {
  const [, bound = "", minus, currency, whole, part = ""] = FIGURE.exec(words) ?? [];
  if (whole === undefined) return null;
  const size = BigInt(whole.replaceAll(",", "") + part.slice(0, SCALE).padEnd(SCALE, "0"));
  return { bound, currency, value: minus ? -size : size };
};

const written = ({ bound, currency, value }) => {
  const digits = String(value < 0n ? -value : value).padStart(SCALE + 1, "0");
  const whole = digits.slice(0, -SCALE).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = digits.slice(-SCALE).replace(/0+$/, "");
  return bound + (value < 0n ? "-" : "") + currency + whole + (part && "." + part);
};

const added = (figures) => {
  const bounds = new Set(figures.map(({ bound }) => bound).filter(Boolean));
  const bound = bounds.size > 1 ? "~ " : ([...bounds][0] ?? "");
  return { ...figures[0], bound, value: figures.reduce((sum, { value }) => sum + value, 0n) };
};

// Tables

const headingsOf = (table) => [...table.tHead.rows[0].cells].map((cell) => cell.dataset.heading ?? cell.textContent);

const rowsOf = (table) => [...table.tBodies[0].rows];

const textsOf = (row) => [...row.cells].map((cell) => cell.textContent);

const cellOf = (row, heading) => row.cells[headingsOf(row.closest("table")).indexOf(heading)];

const matches = {
  same: (stands, value) => stands.toLowerCase() === value.toLowerCase(),
  starts: (stands, value) => stands.toLowerCase().startsWith(value.toLowerCase()),
  exact: (stands, value) => stands === value,
  stated: (stands) => stands !== "",
  until: (stands, value) => stands !== "" && stands <= value,
  from: (stands, value) => stands !== "" && stands >= value,
  above_zero: (stands) => figureOf(stands)?.value > 0n,
  below_zero: (stands) => figureOf(stands)?.value < 0n,
};

// Terms are of a part, a heading of its table, whether they take away, and conditions, which rows may meet: that one of
// several values matches what stands under a heading.
const meeting = (headings, [, , , conditions]) => {
  const tests = conditions.map(([heading, match, values]) => [headings.indexOf(heading), matches[match], values]);
  return (texts) => tests.every(([at, meets, values]) => values.some((value) => meets(texts[at], value)));
};

// How often the terms take a row with such texts in, less how often they take it away again.
const taken = (headings, terms) => {
  const ready = terms.map((term) => [meeting(headings, term), term[2] ? -1 : 1]);
  return (texts) => ready.reduce((times, [meets, sign]) => (meets(texts) ? times + sign : times), 0);
};

// The texts of a table, row by row, and where each text stands under a heading, in small letters.
const readOf = (table) => ({ headings: headingsOf(table), rows: rowsOf(table).map(textsOf), places: new Map() });

const placesOf = ({ headings, rows, places }, heading) => {
  if (!places.has(heading)) {
    const [at, found] = [headings.indexOf(heading), new Map()];
    for (const texts of rows) {
      const text = texts[at].toLowerCase();
      if (found.has(text)) found.get(text).push(texts);
      else found.set(text, [texts]);
    }
    places.set(heading, found);
  }
  return places.get(heading);
};

// The rows that meet a term, looked for among those that have the rarest text that it asks for.
const meant = (read, term) => {
  const few = term[3].filter(([, match]) => match === "same" || match === "exact").map(([heading, , values]) => {
    const places = placesOf(read, heading);
    return [...new Set(values.map((value) => value.toLowerCase()))].flatMap((value) => places.get(value) ?? []);
  });
  const fewest = few.reduce((least, rows) => (rows.length < least.length ? rows : least), read.rows);
  return fewest.filter(meeting(read.headings, term));
};

// What the rows have that meet a term.
const sumOf = (read, term) => {
  const at = read.headings.indexOf(term[1]);
  const sum = meant(read, term).reduce((sum, texts) => sum + (figureOf(texts[at])?.value ?? 0n), 0n);
  return term[2] ? -sum : sum;
};

// How many rows the terms take in more often than they take them away again.
const numberOf = (read, terms) => {
  const times = new Map();
  for (const term of terms) {
    for (const texts of meant(read, term)) times.set(texts, (times.get(texts) ?? 0) + (term[2] ? -1 : 1));
  }
  return [...times.values()].filter((one) => one > 0).length;
};

// Checks

const put = (cell, text) => {
  if (cell.textContent === text) return;
  cell.textContent = text;
  cell.classList.add("differs");
};

// The difference of two figures; of what is no figure, or is one of another kind, there is none.
const less = (one, other) =>
  one && other && one.currency === other.currency && one.bound === other.bound
    ? { ...one, bound: "", value: one.value - other.value }
    : null;

const prove = () => {
  const reads = new Map();
  const tableOf = (part) => {
    const table = document.getElementById(`${part}-table`);
    if (table && !reads.has(part)) reads.set(part, readOf(table));
    return reads.get(part);
  };
  for (const cell of document.querySelectorAll("[data-sum]")) {
    const terms = JSON.parse(cell.dataset.sum);
    if (!terms.every(([part]) => tableOf(part))) continue;
    const value = terms.reduce((sum, term) => sum + sumOf(tableOf(term[0]), term), 0n);
    const stands = figureOf(cell.textContent);
    if (stands?.value !== value) put(cell, written({ bound: "", currency: "", ...stands, value }));
  }
  for (const link of document.querySelectorAll("a[data-only][data-number]")) {
    const terms = JSON.parse(link.dataset.only);
    const read = tableOf(terms[0][0]);
    if (read) put(link, numberOf(read, terms).toLocaleString("en"));
  }
  for (const cell of document.querySelectorAll("[data-at]")) {
    const [row, heading] = JSON.parse(cell.dataset.at);
    put(cell, cellOf(document.getElementById(row), heading).textContent);
  }
  for (const cell of document.querySelectorAll("[data-less]")) {
    const [one, other] = JSON.parse(cell.dataset.less).map((heading) => cellOf(cell.parentElement, heading).textContent);
    const difference = less(figureOf(one), figureOf(other));
    if (difference?.value !== 0n) put(cell, difference ? written(difference) : "not alike");
  }
  const ties = [...document.querySelectorAll("[data-ties]")];
  for (const cell of ties) {
    const good = figureOf(cellOf(cell.parentElement, JSON.parse(cell.dataset.ties)).textContent)?.value === 0n;
    cell.textContent = good ? "yes" : "no";
    cell.classList.toggle("differs", !good);
  }
  const wrong = ties.filter((cell) => cell.textContent === "no").length;
  const all = ties.length === 1 ? "The figure ties" : `All ${ties.length.toLocaleString("en")} figures tie`;
  for (const place of document.querySelectorAll("[data-all-tie]")) {
    place.textContent = wrong
      ? `${wrong} of ${ties.length} figures do not tie to the packages`
      : `${all} to the packages, worked out again on this page`;
    place.classList.toggle("differs", wrong > 0);
  }
};

// Sorting

const collator = new Intl.Collator("en", { numeric: true });

const sortable = (table) => {
  const sort = (heading, at) => {
    const turn = heading.ariaSort === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.ariaSort = "none";
    heading.ariaSort = turn > 0 ? "ascending" : "descending";
    const figures = heading.classList.contains("figure");
    const keyed = rowsOf(table).map((row) => {
      const words = row.cells[at].textContent;
      return { row, words, figure: figures ? figureOf(words)?.value : undefined };
    });
    keyed.sort((one, other) => {
      if (!one.words !== !other.words) return one.words ? -1 : 1; // what is blank stands last
      if ((one.figure === undefined) !== (other.figure === undefined)) return one.figure === undefined ? 1 : -1;
      if (one.figure !== undefined) return turn * (one.figure < other.figure ? -1 : Number(one.figure > other.figure));
      return turn * collator.compare(one.words, other.words);
    });
    table.tBodies[0].append(...keyed.map(({ row }) => row));
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

const labelled = (name, field) => {
  const label = document.createElement("label");
  label.append(name, field);
  return label;
};

const choices = (rows, at) => {
  const texts = new Set(rows.map((row) => row.cells[at].textContent));
  return texts.size > 1 && texts.size <= FEW && texts.size * 2 <= rows.length ? [...texts].sort(collator.compare) : [];
};

// What the rows of packages, or of their items, have under `heading`, by stage and by what they are counted in.
const counted = (table, rows, heading) => {
  const at = ["Stage", "Counted in", heading].map((one) => headingsOf(table).indexOf(one));
  if (at.includes(-1)) return "";
  const groups = new Map();
  for (const row of rows) {
    const [stage, unit, words] = at.map((column) => row.cells[column].textContent);
    const [key, figure] = [`${stage}\n${unit}`, figureOf(words)];
    if (unit && figure) groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  const told = [...groups].map(([key, figures]) => {
    const [[stage, unit], sum] = [key.split("\n"), added(figures)];
    return `${stage}: ${written(sum)}${sum.currency ? "" : ` ${unit}`}`;
  });
  return told.length ? ` They count as ${told.sort().join("; ")}.` : "";
};

const filterable = (table) => {
  const rows = rowsOf(table);
  const [tools, status] = [document.createElement("div"), document.createElement("p")];
  tools.className = "tools";
  status.setAttribute("role", "status");
  const search = Object.assign(document.createElement("input"), { type: "search" });
  tools.append(labelled("Find in all columns", search));
  const lists = headingsOf(table).flatMap((heading, at) => {
    const cell = table.tHead.rows[0].cells[at];
    const found = cell.hidden || cell.classList.contains("figure") ? [] : choices(rows, at);
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
    const sought = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = lists.filter(({ list }) => list.value !== "all");
    const times = only && taken(headingsOf(table), only);
    for (const row of rows) {
      const text = sought.length ? row.textContent.toLowerCase() : "";
      row.hidden =
        !sought.every((word) => text.includes(word)) ||
        !chosen.every(({ list, at, found }) => row.cells[at].textContent === found[Number(list.value)]) ||
        Boolean(times && times(textsOf(row)) <= 0);
    }
    const left = rows.filter((row) => !row.hidden);
    const which = only ? ", those that the figure counts" : "";
    status.textContent =
      only || left.length < rows.length
        ? `${left.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows${which}.${counted(table, left, only?.[0][1] ?? "Counted")}`
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
  table.addEventListener("all", () => { clear(); show(); });
  table.parentElement.before(tools, status);
};

// Links to the packages, or to the line items, that a figure counts

const follow = (event) => {
  const link = event.target.closest("a[data-only]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const only = JSON.parse(link.dataset.only);
  const part = only[0][0];
  const table = document.getElementById(`${part}-table`);
  if (!table) return;
  event.preventDefault();
  table.dispatchEvent(new CustomEvent("only", { detail: only }));
  location.hash = part; // so that a reader can go back
  table.parentElement.focus({ preventScroll: true });
};

// A row that somebody has filtered away is there again when a link leads to it.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.hidden) return;
  target.closest("table").dispatchEvent(new Event("all"));
  target.scrollIntoView();
};

prove();
for (const table of document.querySelectorAll("table[data-part]")) {
  if (rowsOf(table).length > 1) sortable(table);
  if (rowsOf(table).length >= LONG || MEANT.includes(table.dataset.part)) filterable(table);
}
document.addEventListener("click", follow);
addEventListener("hashchange", reveal);
