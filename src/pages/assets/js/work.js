// 我的待办 and 我的提醒: ticking all boxes of a page at once. Without scripts each is ticked by itself.
(function () {
  'use strict';

  document.querySelectorAll('[data-tick-all]').forEach(function (button) {
    const boxes = button.form.querySelectorAll('input[name=pick]');
    if (boxes.length < 2) {
      return;
    }
    button.hidden = false;
    button.addEventListener('click', function () {
      const all = Array.from(boxes).every(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.checked = !all; });
      button.textContent = all ? '全选本页' : '全部不选';
    });
  });

  // A secret address that is shown once is copied as a whole.
  const feed = document.querySelector('#feed-address');
  if (feed) {
    feed.addEventListener('focus', function () { feed.select(); });
  }
})();
