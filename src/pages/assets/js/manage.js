// A file that is chosen is read into the field beside it; without scripts its text is pasted there.
"use strict";
(() => {
  for (const place of document.querySelectorAll("[data-read-into]")) {
    const file = place.querySelector("input[type=file]");
    const field = document.getElementById(place.dataset.readInto);
    if (!file || !field) continue;
    place.hidden = false;
    file.addEventListener("change", () => {
      const chosen = file.files[0];
      if (chosen) chosen.text().then((text) => { field.value = text; });
    });
  }
})();
