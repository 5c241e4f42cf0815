// While pages are sealed anew: presses Go on by itself, until the server leads elsewhere.
// A moment apart, so that whoever wants to stop here can.

const form = document.querySelector("[data-go-on]");
if (form) setTimeout(() => form.requestSubmit(), 1000);
