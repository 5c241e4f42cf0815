// On a narrow screen what a letter answers is folded, so that the sheet is in sight.

if (matchMedia("(width < 46rem)").matches) {
  for (const turn of document.querySelectorAll("[data-fold]")) turn.open = false;
}
