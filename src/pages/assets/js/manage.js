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
      const large = Boolean(chosen) && chosen.size > Number(place.dataset.most);
      file.setCustomValidity(large ? "文件太大：一份通知只有几千个字，请核对是否选错了文件" : "");
      if (large) {
        file.reportValidity();
        file.value = "";
      } else if (chosen) {
        chosen.text().then((text) => { field.value = text; });
      }
    });
  }
})();
