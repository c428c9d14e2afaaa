// Brings the components of the page to life. Without it everything works, plainly.
const own = document.querySelector('script[data-govuk]');
import(own.dataset.govuk).then(function (govuk) {
  govuk.initAll();
});
