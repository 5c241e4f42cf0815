// While pages are sealed anew: presses Go on by itself, until the server leads elsewhere.

document.querySelector("[data-go-on]")?.requestSubmit();
