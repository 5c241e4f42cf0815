// On pages that ask for a security key. allauth's script talks to the key; this one shows its button, and says so when
// the key does not answer (allauth only writes that to the console).

const button = document.querySelector("[data-key]");
const trouble = document.querySelector("[data-key-trouble]");

const named = !/^(\d|\[)/.test(window.location.hostname); // browsers tie a key to a name, not to a number
if (window.PublicKeyCredential && named) button.hidden = false;
else document.querySelector("[data-key-unknown]").hidden = false;

button.addEventListener("click", () => { trouble.hidden = true; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  trouble.hidden = false;
});

// Enter in the name's box would send the form without a key. `form.submit()`, which allauth calls, is not heard here.
button.form.addEventListener("submit", (event) => {
  event.preventDefault();
  button.click();
});
