// The pages of acts: common words are put into their field with a click. Everything works without it.
(function () {
  'use strict';

  document.querySelectorAll('[data-phrases]').forEach(function (group) {
    const field = document.getElementById(group.dataset.phrases);
    if (!field) {
      return;
    }
    group.hidden = false;
    group.addEventListener('click', function (event) {
      const button = event.target.closest('button');
      if (!button) {
        return;
      }
      const before = field.value.trim();
      window.office.set(field, before ? before + '\n' + button.textContent : button.textContent);
      field.focus();
    });
  });
})();
