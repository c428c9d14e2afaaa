// A session that ended meanwhile is renewed in a dialog, and what was typed goes on.
(function () {
  'use strict';

  const office = window.office;
  const box = document.getElementById('renew');
  if (!box) {
    return;
  }
  const form = box.querySelector('form');
  const login = document.getElementById('renew-login');
  const password = document.getElementById('renew-password');
  const fault = document.getElementById('renew-fault');
  // Everybody who asked while the dialog was open waits for the same answer.
  let waiting = null;

  /** Asks for the password; whether the session goes on then. */
  office.renew = function () {
    if (waiting) {
      return waiting.promise;
    }
    waiting = {};
    waiting.promise = new Promise(function (resolve) {
      waiting.resolve = resolve;
    });
    fault.textContent = '';
    password.value = '';
    box.showModal();
    (login.value ? password : login).focus();
    return waiting.promise;
  };

  function answer(renewed) {
    const asked = waiting;
    waiting = null;
    password.value = '';
    if (box.open) {
      box.close();
    }
    if (asked) {
      asked.resolve(renewed);
    }
  }

  box.addEventListener('close', function () {
    answer(false);
  });

  function say(words) {
    fault.textContent = words;
    password.value = '';
    password.focus();
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    const fields = new URLSearchParams({ login: login.value, password: password.value });
    office.post('/staff/sign-in', fields, { 'X-Requested-Live': '1' }).then(function (response) {
      if (response.status === 429) {
        say('尝试次数过多，请稍后再试。');
        return null;
      }
      if (!response.ok) {
        say('登录名或者密码不对，请重新输入。');
        return null;
      }
      return response.text().then(goOn);
    }).catch(function () {
      say('连接不上服务器，请稍后再试。');
    });
  });

  // The new session begins under the person's first post: this page goes on under its own, which nobody else
  // holds. So what one person typed is never sent in the name of another.
  function goOn(token) {
    office.renewToken(token);
    const post = new URLSearchParams({ post: document.body.dataset.post });
    return office.post('/staff/post', post).then(function (response) {
      if (response.type === 'opaqueredirect') {
        answer(true);
      } else {
        say('登录的不是原来的人员或者岗位。请以原来的账号登录，填写的内容才能继续办理。');
      }
    });
  }

  /** Whether the session goes on, after asking for the password if need be. */
  office.alive = function () {
    return fetch('/staff/alive', {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { 'X-Form-Token': office.token() }
    }).then(function (response) {
      return response.status === 401 ? office.renew() : true;
    }).catch(function () {
      // The server tells better what is wrong than a script could.
      return true;
    });
  };

  /** What must be done before a form is sent, such as ending what is still on its way. */
  office.beforeSending = [];

  document.addEventListener('submit', function (event) {
    const sent = event.target;
    if (event.defaultPrevented || sent.method !== 'post' || !sent.closest('main') || sent.closest('dialog')) {
      return;
    }
    if (sent.dataset.sending === 'checked') {
      sent.dataset.sending = 'sent';
      return;
    }
    event.preventDefault();
    if (sent.dataset.sending) {
      return;
    }
    sent.dataset.sending = 'asking';
    const button = event.submitter;
    office.alive().then(function (alive) {
      return alive && Promise.all(office.beforeSending.map(function (before) {
        return before(sent);
      })).then(function () {
        return true;
      });
    }).then(function (alive) {
      if (!alive) {
        delete sent.dataset.sending;
        return;
      }
      sent.dataset.sending = 'checked';
      // A part of the page that was replaced meanwhile took its button along.
      if (button && button.form === sent) {
        sent.requestSubmit(button);
      } else {
        sent.requestSubmit();
      }
    });
  });

  // Whoever comes back by the browser's arrow may send again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sending]').forEach(function (form) {
      delete form.dataset.sending;
    });
  });

  document.addEventListener('htmx:responseError', function (event) {
    if (event.detail.xhr.status !== 401) {
      return;
    }
    const part = event.detail.elt;
    office.renew().then(function (renewed) {
      if (renewed && part.isConnected) {
        window.htmx.trigger(part, 'change');
      }
    });
  });
})();
