// The office: what its scripts share. Every page works without them.
(function () {
  'use strict';

  const office = {};

  /** The token that protects what this session sends. */
  office.token = function () {
    return document.body.dataset.token || '';
  };

  /** Puts a new token wherever the page holds one. */
  office.renewToken = function (token) {
    document.body.dataset.token = token;
    document.body.setAttribute('hx-headers', JSON.stringify({ 'X-Form-Token': token }));
    document.querySelectorAll('input[name=token]').forEach(function (field) {
      field.value = token;
    });
  };

  /** Sends fields in the background. Redirects are not followed: their being there is the answer. */
  office.post = function (address, fields, headers) {
    return fetch(address, {
      method: 'POST',
      redirect: 'manual',
      credentials: 'same-origin',
      headers: Object.assign({ 'X-Form-Token': office.token() }, headers || {}),
      body: fields
    });
  };

  /** What stands in a form, without its files. */
  office.fields = function (form) {
    const fields = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string') {
        fields.append(name, value);
      }
    });
    return fields;
  };

  /** Whether an input method is at work: then every key is its own. */
  office.composing = function (event) {
    return event.isComposing || event.keyCode === 229;
  };

  /** Sets a field as if it had been typed. */
  office.set = function (field, value) {
    if (field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };

  document.addEventListener('click', function (event) {
    const close = event.target.closest('dialog [data-close]');
    if (close) {
      close.closest('dialog').close();
    }
  });

  window.office = office;
})();
