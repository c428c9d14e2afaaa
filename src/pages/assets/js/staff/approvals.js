// 审批: J and K step through what waits; common phrases write into the box. Everything works without it.
(function () {
  'use strict';

  const office = window.office;

  function typing(element) {
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  }

  // On the list the focus moves, so that Enter opens by itself; on a page the next one is opened.
  function step(forward) {
    const list = document.querySelector('[data-step-list]');
    if (!list) {
      const link = document.querySelector(forward ? '[data-step-next]' : '[data-step-previous]');
      if (link) {
        link.click();
      }
      return Boolean(link);
    }
    const links = Array.from(list.querySelectorAll('[data-step]'));
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? 0 : at + (forward ? 1 : -1);
    if (!links[to]) {
      return false;
    }
    links[to].focus();
    links[to].scrollIntoView({ block: 'nearest' });
    return true;
  }

  document.addEventListener('keydown', function (event) {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (!plain || event.defaultPrevented || typing(event.target) || office.composing(event) ||
        document.querySelector('dialog[open]')) {
      return;
    }
    const key = event.key.toLowerCase();
    if ((key === 'j' || key === 'k') && step(key === 'j')) {
      event.preventDefault();
    }
  });

  document.querySelectorAll('[data-phrases]').forEach(function (field) {
    const box = document.getElementById(field.dataset.phrases);
    const select = field.querySelector('select');
    const buttons = document.createElement('div');
    buttons.className = 'phrases__buttons';
    buttons.setAttribute('role', 'group');
    buttons.setAttribute('aria-label', field.querySelector('label').textContent);
    Array.from(select.options).forEach(function (option) {
      if (!option.value) {
        return;
      }
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'plain-button';
      button.textContent = option.value;
      button.addEventListener('click', function () {
        const before = box.value.trim();
        office.set(box, before ? before + '\n' + option.value : option.value);
        box.focus();
      });
      buttons.append(button);
    });
    field.replaceWith(buttons);
  });
})();
