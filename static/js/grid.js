/* The grid: keys, pasting and copying in table.grid. Without this script it is an ordinary form.
 * What a value means is the server's to say; this script moves text. */
"use strict";
(() => {
  const form = document.querySelector("form.entry");
  if (!form) return;
  const FIELDS = "input:not([type=hidden]):not([type=checkbox]), select, textarea";
  let anchor = null;
  let arrived = { field: null, text: "" }; // what a field held when one came to it, which Esc puts back
  let undo = null; // what a paste or a fill replaced: [field, text] pairs

  const say = (text) => { document.getElementById("sparlage").textContent = text; };
  const rows = (table) => [...table.tBodies].flatMap((body) => [...body.rows])
    .map((row) => [...row.cells].filter((cell) => !cell.querySelector("details"))
      .map((cell) => cell.querySelector(FIELDS)).filter(Boolean))
    .filter((row) => row.length);
  const place = (field) => {
    const table = field.closest && field.closest("table.grid");
    if (!table) return null;
    const lines = rows(table);
    const row = lines.findIndex((line) => line.includes(field));
    return row < 0 ? null : { lines, row, column: lines[row].indexOf(field) };
  };
  // A grid that takes new rows always has an empty one at its end, as a spreadsheet has. Each is made of the last
  // row as the page came.
  const idOf = (row) => row.querySelector("input[type=hidden][name$='-id']");
  const blanks = new Map([...form.querySelectorAll("table.grid")].map((table) => [table, [...table.querySelectorAll("tbody tr")].at(-1)])
    .filter(([, row]) => row && idOf(row) && !idOf(row).value)
    .map(([table, row]) => [table, { html: row.outerHTML, start: idOf(row).name.replace(/id$/, ""), next: 1 }]));
  const grow = (table) => {
    const blank = blanks.get(table), prefix = blank && blank.start.replace(/-\d+-$/, "");
    const total = blank && form.elements[`${prefix}-TOTAL_FORMS`];
    if (!blank || Number(total.value) >= Number(form.elements[`${prefix}-MAX_NUM_FORMS`].value)) return false;
    const body = document.createElement("tbody"), more = blank.next;
    body.innerHTML = blank.html.replaceAll(blank.start, `${prefix}-${total.value}-`)
      .replace(/ny rad (\d+)/g, (_, number) => `ny rad ${Number(number) + more}`);
    body.querySelectorAll(".field-error").forEach((note) => note.remove());
    body.querySelectorAll(FIELDS).forEach((field) => {
      const initial = body.querySelector(`[name="initial-${field.name}"]`);
      field.removeAttribute("aria-invalid");
      if (initial && field.type === "checkbox") field.checked = initial.value === "True";
      else if (initial) field.value = initial.value;
    });
    blank.next += 1;
    total.value = Number(total.value) + 1;
    table.tBodies[table.tBodies.length - 1].append(...body.rows);
    return true;
  };
  const isTouched = (row) => [...row.querySelectorAll(FIELDS)].some((field) => {
    const initial = form.elements[`initial-${field.name}`];
    return initial && field.type !== "checkbox" && field.value !== initial.value;
  });
  const keepBlankRow = (table) => { if (table && blanks.has(table) && isTouched([...table.querySelectorAll("tbody tr")].at(-1))) grow(table); };
  const shown = (field) => field.tagName === "SELECT"
    ? field.options[field.selectedIndex].text : field.value;

  const go = (field) => {
    if (!field) return false;
    field.focus();
    if (field.select) field.select();
    return true;
  };
  const range = () => {
    const here = place(document.activeElement), from = anchor && place(anchor);
    if (!here || !from || from.lines[0][0] !== here.lines[0][0]) return [];
    const [top, bottom] = [from.row, here.row].sort((a, b) => a - b);
    const [left, right] = [from.column, here.column].sort((a, b) => a - b);
    return here.lines.slice(top, bottom + 1).map((line) => line.slice(left, right + 1));
  };
  const mark = () => {
    form.querySelectorAll("td.is-selected").forEach((cell) => cell.classList.remove("is-selected"));
    range().flat().forEach((field) => field.closest("td").classList.add("is-selected"));
  };
  const unmark = () => { anchor = null; mark(); };

  // Sets many fields as one act, which one undo takes back.
  const put = (changes, what) => {
    const made = new Set(changes.map(([field]) => idOf(field.closest("tr"))).filter((id) => id && !id.value));
    undo = { what, made, fields: changes.map(([field]) => [field, field.value]), typedIn: new Set() };
    changes.forEach(([field, text]) => { field.value = text; });
    keepBlankRow(changes[0][0].closest("table"));
    changes[0][0].dispatchEvent(new Event("input", { bubbles: true }));
  };
  const takeBack = () => {
    const { what, made, typedIn } = undo, fields = undo.fields.filter(([field]) => !typedIn.has(field));
    const kept = undo.fields.length - fields.length;
    undo = null;
    fields.forEach(([field, text]) => { field.value = text; });
    const toGo = kept ? [] : [...made].filter((id) => id.value); // rows that have been saved since
    toGo.forEach((id) => { form.elements[id.name.replace(/id$/, "DELETE")].checked = true; });
    if (fields.length) fields[0][0].dispatchEvent(new Event("input", { bubbles: true }));
    say(`${what} är ångrad: ${fields.length} fält.${kept ? ` ${kept} som du har skrivit i sedan dess står kvar.` : ""}${toGo.length ? ` Nya rader som hann sparas tas bort med knappen Spara: ${toGo.length}.` : ""}`);
  };

  // What is typed after a paste is the browser's to undo, and is never lost with the paste.
  form.addEventListener("input", (event) => {
    if (event.isTrusted && undo) undo.typedIn.add(event.target);
    keepBlankRow(event.target.closest("table.grid"));
  });

  const atEdge = (field, isEnd) => {
    if (field.tagName === "SELECT") return true;
    if (field.selectionStart === null || field.selectionStart === undefined) return false;
    const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    return all || (field.selectionStart === field.selectionEnd
      && field.selectionStart === (isEnd ? field.value.length : 0));
  };
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  form.addEventListener("keydown", (event) => {
    const field = event.target, here = place(field);
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "z" && undo && !undo.typedIn.has(field)) {
      event.preventDefault();
      takeBack();
      return;
    }
    if (!here || event.isComposing) return;
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      propose(event);
    } else if (event.altKey && event.key.toLowerCase() === "h") {
      const link = field.closest("td").querySelector(".cell-history");
      if (link) { event.preventDefault(); link.click(); }
    } else if (isCommand && event.key.toLowerCase() === "d") {
      event.preventDefault();
      fill(here);
    } else if (event.key === "Escape") {
      if (arrived.field === field && field.value !== arrived.text) {
        field.value = arrived.text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        say("Fältet är som det var.");
      }
      unmark();
    } else if (event.key === "Enter" && field.tagName !== "TEXTAREA" && !isCommand && !event.altKey) {
      event.preventDefault();
      const line = here.lines[here.row + (event.shiftKey ? -1 : 1)];
      unmark();
      go(line && line[Math.min(here.column, line.length - 1)]);
    } else if (STEPS[event.key] && !isCommand && !event.altKey) {
      step(event, here);
    }
  });
  const step = (event, { lines, row, column }) => {
    const [down, right] = STEPS[event.key], field = event.target;
    const isText = field.tagName === "TEXTAREA", isChoice = field.tagName === "SELECT";
    if (!event.shiftKey && ((isChoice && down) || (isText && !atEdge(field, down + right > 0)))) return;
    if (!event.shiftKey && right && !atEdge(field, right > 0)) return;
    if (event.shiftKey && right && !atEdge(field, right > 0) && !anchor) return;
    const line = lines[row + down], next = line && line[Math.min(column, line.length - 1) + right];
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) anchor = anchor || field; else anchor = null;
    go(next);
    mark();
    const count = range().flat().length;
    if (count > 1) say(`${count} fält markerade.`);
  };
  // What is proposed for the figure one is at stands by the buttons. Alt and an arrow go through it.
  const bar = document.getElementById("forslag");
  const listOf = (field) => field.closest && field.closest("td") && field.closest("td").querySelector(".proposals");
  let taken = { field: null, place: -1 };
  const offer = (field) => {
    const list = listOf(field);
    if (!bar) return;
    bar.replaceChildren(...(list ? [...list.children].map((each) => each.cloneNode(true)) : []));
    if (taken.field === field && bar.children[taken.place]) bar.children[taken.place].classList.add("is-taken");
    bar.hidden = !bar.children.length;
  };
  const take = (field, place) => {
    if (!listOf(field)) return;
    taken = { field, place };
    const proposal = listOf(field).children[place];
    field.value = proposal.dataset.proposal;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    offer(field);
    say(`Förslag: ${proposal.textContent}`);
  };
  const propose = (event) => {
    const list = listOf(event.target);
    if (!list || !list.children.length) return;
    event.preventDefault();
    const count = list.children.length, step = event.key === "ArrowDown" ? 1 : -1;
    const from = taken.field === event.target ? taken.place : step > 0 ? -1 : count;
    take(event.target, (from + step + count) % count);
  };
  form.addEventListener("focusin", (event) => {
    arrived = { field: event.target, text: event.target.value };
    taken = { field: null, place: -1 };
    offer(event.target);
  });
  form.addEventListener("htmx:oobAfterSwap", () => offer(document.activeElement));
  form.addEventListener("pointerdown", (event) => {
    const proposal = event.target.closest("[data-proposal]");
    if (!proposal) return;
    event.preventDefault(); // the focus stays in the field
    take(document.activeElement, [...proposal.parentNode.children].indexOf(proposal));
  });
  const fill = (here) => {
    let block = range();
    if (block.length < 2 && here.row > 0) block = [here.lines[here.row - 1], here.lines[here.row]].map((line) => [line[here.column]]);
    if (block.length < 2) return;
    const changes = block.slice(1).flatMap((line) => line.map((field, at) => [field, block[0][at].value]));
    put(changes, "Ifyllningen");
    say(`${changes.length} fält ifyllda. Ctrl+Z ångrar.`);
  };
  form.addEventListener("pointerdown", (event) => {
    const from = document.activeElement, to = event.target, start = place(from);
    if (!event.shiftKey || from === to || !start || !start.lines.flat().includes(to)) { unmark(); return; }
    event.preventDefault();
    anchor = anchor || from;
    go(to);
    mark();
    say(`${range().flat().length} fält markerade.`);
  });

  form.addEventListener("copy", (event) => {
    const block = range();
    if (block.flat().length < 2) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", clipboardTable.write(block.map((line) => line.map(shown))));
    say(`${block.flat().length} fält kopierade.`);
  });

  const asTyped = (field, text) => {
    if (field.tagName !== "SELECT") return field.tagName === "TEXTAREA" ? text : text.trim();
    const wanted = text.trim().toLowerCase();
    const option = [...field.options].find((each) => each.text.toLowerCase() === wanted || each.value === wanted);
    return option ? option.value : null;
  };
  const nameOf = (field) => field.getAttribute("aria-label") || (field.labels[0] || {}).textContent || field.name;

  form.addEventListener("paste", async (event) => {
    const text = event.clipboardData.getData("text/plain");
    let here = place(event.target);
    if (!here || !/[\t\n]/.test(text.replace(/[\r\n]+$/, "")) || event.target.tagName === "TEXTAREA" && !text.includes("\t")) return;
    event.preventDefault();
    const block = clipboardTable.read(text);
    const width = Math.max(...block.map((line) => line.length));
    // Rows that come with their names are new ones where the grid ends. Figures alone have no row there.
    for (let more = here.row + block.length - here.lines.length; more > 0 && here.column === 0; more -= 1) grow(event.target.closest("table"));
    here = place(event.target);
    const changes = [], lost = [], refused = [];
    block.forEach((line, down) => line.forEach((cell, right) => {
      const field = (here.lines[here.row + down] || [])[here.column + right];
      if (!field) { lost.push(cell); return; }
      const typed = asTyped(field, cell);
      if (typed === null) refused.push([field, cell, "Värdet finns inte i listan."]); else changes.push([field, typed]);
    }));
    if (!changes.length) { say("Inget av urklippet passar här."); return; }
    say("Kontrollerar det inklistrade …");
    try {
      const errors = await judge(changes);
      changes.forEach(([field, cell]) => { if (errors[field.name]) refused.push([field, cell, errors[field.name]]); });
    } catch {
      say("Inget är inklistrat: portalen svarade inte. Försök igen.");
      return;
    }
    const apply = () => {
      put(changes, "Inklistringen");
      document.dispatchEvent(new CustomEvent("grid:pasted"));
      say(`${changes.length} fält inklistrade. Ctrl+Z ångrar.`);
      go(changes[0][0]);
    };
    if (!lost.length && !refused.length) apply();
    else ask(`${block.length} × ${width}`, lost, refused, apply, event.target);
  });
  const judge = async (changes) => {
    const data = new FormData(form);
    changes.forEach(([field, text]) => data.set(field.name, text));
    const response = await fetch(form.dataset.cells, { method: "POST", body: data });
    if (!response.ok) throw new Error(response.status);
    return (await response.json()).errors;
  };
  const ask = (size, lost, refused, apply, back) => {
    const dialog = document.createElement("dialog");
    const add = (parent, tag, text) => Object.assign(parent.appendChild(document.createElement(tag)), { textContent: text });
    dialog.className = "paste-question";
    dialog.setAttribute("aria-labelledby", "klistra-rubrik");
    add(dialog, "h2", "Ska urklippet klistras in?").id = "klistra-rubrik";
    if (lost.length) add(dialog, "p", `Urklippet är ${size} celler. ${lost.length} av dem får inte plats i tabellen: ${lost.slice(0, 5).map((cell) => `”${cell}”`).join(", ")}${lost.length > 5 ? " …" : ""}`);
    if (refused.length) {
      add(dialog, "p", "Det här går inte att spara som det står:");
      const list = add(dialog, "ul", "");
      refused.slice(0, 20).forEach(([field, cell, why]) => add(list, "li", `${nameOf(field)}: ”${cell}”. ${why}`));
      if (refused.length > 20) add(dialog, "p", `… och ${refused.length - 20} till.`);
    }
    const buttons = add(dialog, "p", "");
    const no = add(buttons, "button", "Klistra inte in");
    const yes = add(buttons, "button", lost.length ? "Klistra in det som får plats" : "Klistra in och rätta sedan");
    [no, yes].forEach((button) => { button.type = "button"; button.className = "button"; });
    dialog.addEventListener("close", () => { dialog.remove(); if (dialog.returnValue !== "yes") { say("Inget är inklistrat."); back.focus(); } });
    no.addEventListener("click", () => dialog.close("no"));
    yes.addEventListener("click", () => { dialog.close("yes"); apply(); });
    document.body.append(dialog);
    dialog.showModal();
  };

  form.querySelectorAll("table.grid .cell-history").forEach((link) => { link.tabIndex = -1; }); // Alt+H instead: Tab goes from cell to cell
})();
