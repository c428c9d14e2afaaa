// Before anything is drawn: says that scripts run, so that nothing jumps.
(function () {
  function mark() {
    document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');
  }
  if (document.body) {
    mark();
  } else {
    new MutationObserver(function (_, observer) {
      if (document.body) {
        observer.disconnect();
        mark();
      }
    }).observe(document.documentElement, { childList: true });
  }
})();
