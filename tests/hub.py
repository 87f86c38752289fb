"""A WebSub hub as a process of its own: ``python -m tests.hub PORT FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path


def serve(port: int, scratch: Path) -> None:
    """Run flask-websub's hub until the process is ended."""
    from celery import Celery
    from flask import Flask
    from flask_websub.hub import Hub, SQLite3HubStorage

    celery = Celery("hub")
    celery.conf.task_always_eager = True  # no broker: what is asked for is done at once
    app = Flask("hub")
    app.config["PUBLISH_SUPPORTED"] = True
    hub = Hub(SQLite3HubStorage(str(scratch / "hub.sqlite3")), celery)
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    app.run("127.0.0.1", port, threaded=True, use_reloader=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
