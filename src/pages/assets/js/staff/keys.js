// Keys of the office. None that a browser owns; none while an input method is at work.
(function () {
  'use strict';

  const office = window.office;
  const sheet = document.getElementById('keys');

  function typing(element) {
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  }

  function fieldsOf(form) {
    return Array.from(form.elements).filter(function (field) {
      return !field.disabled && field.type !== 'hidden' && field.tabIndex >= 0 && !field.hasAttribute('data-skip') &&
        field.tagName !== 'FIELDSET' && field.getClientRects().length > 0 &&
        !field.closest('details:not([open])') && (field.tagName !== 'BUTTON' || field.id === 'save');
    });
  }

  function next(field) {
    const fields = fieldsOf(field.form);
    const following = fields[fields.indexOf(field) + 1];
    if (following) {
      following.focus();
      if (following.tagName === 'INPUT' && following.select) {
        following.select();
      }
    }
  }

  // Enter goes on only where the page says how it is saved otherwise.
  function enter(event) {
    const field = event.target;
    const form = field.form;
    if (!form || !form.hasAttribute('data-once-only')) {
      return false;
    }
    if (event.ctrlKey) {
      form.requestSubmit(document.getElementById('save'));
      return true;
    }
    if (event.shiftKey || event.altKey || event.metaKey || !/^(INPUT|SELECT)$/.test(field.tagName)) {
      return false;
    }
    next(field);
    return true;
  }

  function toggleDay(field) {
    const days = document.querySelector('.js-days');
    if (!days || !field.classList.contains('js-day')) {
      return false;
    }
    office.set(field, field.value === days.dataset.today ? days.dataset.yesterday : days.dataset.today);
    return true;
  }

  function focusOn(id) {
    const element = document.getElementById(id);
    if (!element) {
      return false;
    }
    const first = element.querySelector('button, a[href]');
    (first || element).focus();
    return true;
  }

  function print() {
    const receipt = document.querySelector('[data-f9]');
    if (receipt) {
      receipt.click();
    }
    return Boolean(receipt);
  }

  function pickUnit() {
    const picker = document.getElementById('unit');
    if (!picker) {
      return false;
    }
    picker.focus();
    if (picker.click && picker.tagName === 'INPUT') {
      picker.select();
      picker.click();
    }
    return true;
  }

  const keys = {
    F2: function (event) {
      return toggleDay(event.target);
    },
    F4: pickUnit,
    F8: function () {
      return focusOn('near');
    },
    F9: print,
    Enter: enter
  };

  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || office.composing(event) || document.querySelector('dialog[open]')) {
      return;
    }
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === '?' && plain && sheet && !typing(event.target)) {
      event.preventDefault();
      sheet.showModal();
      return;
    }
    const act = keys[event.key];
    if (act && (plain || event.key === 'Enter') && act(event)) {
      event.preventDefault();
    }
  });

  document.addEventListener('click', function (event) {
    if (sheet && event.target.closest('[data-keys]')) {
      sheet.showModal();
    }
  });
})();
