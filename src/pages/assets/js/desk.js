// The desk: what is pleasanter with scripts. Everything works without them.
(function () {
  'use strict';

  // The scan box keeps the focus, so that the next scan goes nowhere else.
  const box = document.querySelector('[data-scan]');
  if (box) {
    box.focus();
    box.select();
  }

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });

  // What was rejected by another's act is read first.
  const conflict = document.querySelector('.conflict');
  if (conflict) {
    conflict.focus();
  }

  const all = document.querySelector('[data-print-all]');
  if (all) {
    all.hidden = false;
    all.querySelector('[data-print-all-button]').addEventListener('click', function (event) {
      event.target.disabled = true;
      printAll(all).then(function () { event.target.disabled = false; });
    });
  }

  // Part by part: the page says how far it is, and each part can be printed while the next is made.
  async function printAll(panel) {
    const status = panel.querySelector('[data-print-all-status]');
    const progress = panel.querySelector('progress');
    const files = panel.querySelector('[data-print-all-files]');
    let done = 0;
    for (const form of document.querySelectorAll('[data-print-part]')) {
      const chosen = new FormData(form);
      const number = chosen.getAll('pick').length;
      if (number === 0 || form.dataset.printed) {
        continue;
      }
      status.textContent = '正在生成，已完成' + done + '份';
      let made;
      try {
        const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(chosen) });
        const type = answer.headers.get('content-type') || '';
        made = answer.ok && type.startsWith('application/pdf') ? await answer.blob() : null;
      } catch (error) {
        made = null;
      }
      if (!made) {
        status.textContent = '有一批没有生成，请用该批的“打印选中的”查看原因。已完成' + done + '份';
        return;
      }
      form.dataset.printed = 'yes';
      done += number;
      progress.value = done;
      const link = document.createElement('a');
      link.className = 'govuk-link';
      link.href = URL.createObjectURL(made);
      link.target = '_blank';
      link.textContent = '打开第' + (files.children.length + 1) + '批（' + number + '份）';
      const entry = document.createElement('li');
      entry.append(link);
      files.append(entry);
    }
    status.textContent = '全部完成，共' + done + '份，请逐批打开打印';
  }
})();
