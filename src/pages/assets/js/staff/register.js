// 登记: what belongs to the channel, the unit picker, the days as they were understood, earlier applicants.
(function () {
  'use strict';

  const office = window.office;
  const form = document.getElementById('register');
  if (!form) {
    return;
  }

  // What does not belong to the channel or the kind is neither shown nor sent.
  function fit() {
    const channel = form.elements.channel.value;
    const signed = channel === 'registered_mail';
    if (signed && form.elements.signed_on.value === '') {
      form.elements.signed_on.value = form.elements.on.value;
    }
    show('.js-unsigned', !signed);
    show('.js-registered', signed);
    show('.js-at-window', channel === 'in_person' || channel === 'oral');
    show('.js-organisation', form.elements.kind.value !== 'natural_person');
  }

  function show(css, shown) {
    const part = form.querySelector(css);
    if (part) {
      part.hidden = !shown;
      part.querySelectorAll('input, select').forEach(function (field) {
        field.disabled = !shown;
      });
    }
  }

  form.elements.channel.addEventListener('change', fit);
  form.elements.kind.addEventListener('change', fit);
  fit();

  // The day is shown as it was understood, once one has left the field.
  function understood() {
    form.querySelectorAll('.js-understood').forEach(function (one) {
      const field = document.getElementById(one.dataset.field);
      if (field && field !== document.activeElement && field.value.trim() === one.dataset.typed) {
        field.value = one.dataset.day;
      }
    });
  }

  let explained = false;
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (event.detail.target.id === 'dates') {
      explained = Boolean(event.detail.target.querySelector('details[open]'));
    }
  });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target.id !== 'dates') {
      return;
    }
    const why = event.detail.target.querySelector('details');
    if (why) {
      why.open = explained;
    }
    understood();
  });
  form.querySelectorAll('.js-day').forEach(function (field) {
    field.addEventListener('blur', function () {
      window.setTimeout(understood, 0);
    });
  });

  // The picker finds a unit by its name and by the first letters of its pinyin.
  const select = document.getElementById('unit');
  const units = Array.from(select.options).map(function (option) {
    return { label: option.textContent, initials: option.dataset.initials || '', value: option.value };
  });
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value === '' ? '' : select.options[select.selectedIndex].textContent,
    placeholder: '暂不分办',
    autoselect: true,
    showAllValues: true,
    displayMenu: 'overlay',
    source: function (query, populate) {
      const typed = query.trim().toLowerCase();
      populate(units.filter(function (unit) {
        return unit.label.toLowerCase().indexOf(typed) >= 0 || unit.initials.indexOf(typed) === 0;
      }).map(function (unit) {
        return unit.label;
      }));
    },
    tNoResults: function () {
      return '没有这个内设机构';
    },
    tStatusQueryTooShort: function (length) {
      return '请再输入' + length + '个字';
    },
    tStatusNoResults: function () {
      return '没有找到';
    },
    tStatusSelectedOption: function (option, length, index) {
      return option + '，第' + (index + 1) + '个，共' + length + '个';
    },
    tStatusResults: function (length, current) {
      return '找到' + length + '个。' + current;
    },
    tAssistiveHint: function () {
      return '输入名称或者拼音首字母，用上下方向键选择';
    }
  });
  const picker = document.getElementById('unit');
  picker.addEventListener('blur', function () {
    window.setTimeout(function () {
      const chosen = units.find(function (unit) {
        return unit.label === picker.value;
      });
      office.set(select, chosen ? chosen.value : '');
    }, 0);
  });

  // The data of an earlier applicant come into the fields; that they were looked at is recorded.
  form.addEventListener('click', function (event) {
    const take = event.target.closest('.js-take');
    if (!take) {
      return;
    }
    event.preventDefault();
    office.alive().then(function (alive) {
      if (!alive) {
        return null;
      }
      const fields = new URLSearchParams({ take: take.value });
      return office.post('/staff/register/earlier', fields, { 'X-Requested-Live': '1' }).then(function (response) {
        return response.ok ? response.json().then(fill) : null;
      });
    });
  });

  function fill(taken) {
    Object.keys(taken).forEach(function (name) {
      if (form.elements[name]) {
        form.elements[name].value = taken[name][0];
      }
    });
    fit();
    form.dispatchEvent(new Event('change', { bubbles: true }));
    form.elements.items.focus();
  }

  // After what has to be mended, one goes on there; otherwise where the next letter begins.
  if (!document.querySelector('.govuk-error-summary')) {
    const begin = document.getElementById(form.dataset.begin);
    if (begin) {
      begin.focus();
    }
  }
})();
