// What is typed is kept on the server every few seconds, and another window's change is shown.
(function () {
  'use strict';

  const EVERY = 4000;
  const office = window.office;
  const form = document.querySelector('form[data-draft]');
  if (!form) {
    return;
  }
  const version = form.elements.draft_version;
  const line = document.getElementById('kept');
  const box = document.getElementById('other-window');
  let changed = false;
  let ended = false;
  let underWay = Promise.resolve();

  form.addEventListener('input', function () {
    changed = true;
  });
  form.addEventListener('change', function () {
    changed = true;
  });

  function keep() {
    if (!changed || ended || box.open) {
      return underWay;
    }
    changed = false;
    const fields = office.fields(form);
    fields.delete('token');
    fields.delete('once');
    underWay = office.post('/staff/drafts/' + form.dataset.draft, fields).then(function (response) {
      if (response.status === 401) {
        changed = true;
        if (!ended) {
          office.renew();
        }
        return null;
      }
      if (response.ok) {
        return response.json().then(function (kept) {
          version.value = kept.version;
          line.textContent = kept.at + '已保存草稿';
        });
      }
      if (response.status === 409) {
        return response.json().then(meet);
      }
      line.textContent = '草稿没有保存，请尽快提交';
      return null;
    }).catch(function () {
      changed = true;
      line.textContent = '连接不上服务器，草稿没有保存';
    });
    return underWay;
  }

  // The other window's version, or none where it was sent or thrown away: then there is nothing to choose.
  function meet(other) {
    if (ended) {
      return;
    }
    version.value = other.version;
    const rows = differences(other.fields || {});
    if (other.version === 0 || rows.length === 0) {
      changed = true;
      return;
    }
    document.getElementById('other-window-at').textContent = other.at ? '(' + other.at + ')' : '';
    const table = document.getElementById('other-window-rows');
    table.textContent = '';
    rows.forEach(function (row) {
      table.appendChild(row);
    });
    box.showModal();
  }

  function differences(other) {
    const own = {};
    office.fields(form).forEach(function (value, name) {
      own[name] = (own[name] || []).concat(value);
    });
    const names = Array.from(new Set(Object.keys(own).concat(Object.keys(other))));
    return names.filter(function (name) {
      const label = form.querySelector('label[for="' + name + '"]');
      return label && words(own[name]) !== words(other[name]);
    }).map(function (name) {
      const row = document.createElement('tr');
      [form.querySelector('label[for="' + name + '"]').textContent, shown(name, own[name]), shown(name, other[name])]
        .forEach(function (text) {
          const cell = document.createElement('td');
          cell.textContent = text;
          row.appendChild(cell);
        });
      return row;
    });
  }

  function words(values) {
    return (values || []).join('\n').trim();
  }

  // What is chosen is shown by its words.
  function shown(name, values) {
    const list = form.querySelector('select[name="' + name + '"]');
    const option = list && Array.from(list.options).find(function (option) {
      return option.value === words(values);
    });
    return option ? option.textContent : words(values);
  }

  box.addEventListener('click', function (event) {
    const chosen = event.target.closest('[data-choose]');
    if (!chosen) {
      return;
    }
    box.close();
    if (chosen.dataset.choose === 'other') {
      ended = true;
      window.location.assign(form.getAttribute('action'));
    } else {
      changed = true;
      keep();
    }
  });

  // A draft that arrives after its form was sent would bring back what is already registered.
  office.beforeSending.push(function (sent) {
    if (sent !== form) {
      return null;
    }
    ended = true;
    return underWay;
  });
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) {
      ended = false;
    }
  });

  office.keepDraft = keep;
  window.setInterval(keep, EVERY);
})();
