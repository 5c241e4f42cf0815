"""The WSGI application that Granian (or any other server) opens."""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application

from config import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def end_with_the_server() -> None:
    """End this web process as soon as the one that started it is gone, even if it was killed.

    Otherwise Granian's workers outlive it: they hold the port and the folder's lock, and
    nobody could start Dear Self again. Nothing is lost by it: what was kept is in the database.
    """
    server = multiprocessing.parent_process()
    if server is None:
        return

    def wait() -> None:
        server.join()
        os._exit(1)

    threading.Thread(target=wait, name="end-with-the-server", daemon=True).start()


end_with_the_server()
postgres.in_a_web_process()
application = get_wsgi_application()
