"""Static files as they are served: compressed, and under names that hold a hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Imports in scripts are rewritten to those names, too: docs/decisions/0021."""

    support_js_module_import_aggregation = True
