"""A page's scripts, with all that they import: docs/decisions/0021."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# `import { a } from "./b.js";`, also on several lines. Not `import("./b.js")`: that comes later.
STATIC_IMPORT = re.compile(r'^(?:import|export)\b[^"\';(]*["\']\./([\w-]+)\.js["\']', re.MULTILINE)


@register.simple_tag
def scripts(*names: str) -> SafeString:
    """The modules `static/js/<name>.js`, to stand in a page's head.

    What they import is fetched beside them, or a browser would learn of it a round trip later.
    They may be named in any order: each imports what it needs.
    """
    preloaded = dict.fromkeys(chain.from_iterable(map(imported_by, names)))
    return format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}">',
        ((static(f"js/{name}.js"),) for name in preloaded if name not in names),
    ) + format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(f"js/{name}.js"),) for name in names),
    )


@cache
def imported_by(name: str) -> tuple[str, ...]:
    """Names of the modules that `static/js/<name>.js` needs before it can begin, once each.

    Raises:
        FileNotFoundError: there is no such module.
    """
    found = finders.find(f"js/{name}.js")
    if not found:
        raise FileNotFoundError(f"There is no static/js/{name}.js.")
    needed = STATIC_IMPORT.findall(Path(found).read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(chain(needed, *map(imported_by, needed))))
