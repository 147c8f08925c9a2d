/* Fetch the fields behind a row when it is opened. Without scripts a link leads to them. */
export const fetchDetails = (page, autosave) => {
  page.form.addEventListener("toggle", async ({ target }) => {
    const address = target.dataset?.rowDetails;
    if (!target.open || !address) return;
    delete target.dataset.rowDetails;
    try {
      const response = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (!response.ok) throw new Error(response.status);
      const place = target.querySelector(".row-details"), holder = document.createElement("div");
      holder.innerHTML = await response.text();
      const opened = holder.querySelector("template.opened");
      page.held.add(JSON.parse(opened.dataset.opened));
      opened.remove();
      place.replaceWith(holder);
      page.holdNewSelects(holder);
      page.renewChoices(holder);
    } catch {
      target.dataset.rowDetails = address;
      target.open = false;
      autosave.say("Fälten gick inte att hämta. Försök igen.");
    }
  }, { capture: true });
};
