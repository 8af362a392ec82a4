"""A caller's first program: authenticate, import a file, wait for the job, read the businesses back.

The package `sinergi_client` is generated beside this file by tools/check-clients.
"""

import base64
import json
import sys
import time
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from sinergi_client import AuthenticatedClient
from sinergi_client.api.auth import issue_token
from sinergi_client.api.businesses import list_businesses
from sinergi_client.api.governance import get_me
from sinergi_client.api.intake import create_import, get_import, list_import_errors
from sinergi_client.models import BusinessPage, Import, Me, TokenAnswer, TokenRequest
from sinergi_client.types import File, Response

T = TypeVar("T")

ENDED = {"completed", "partially_completed", "failed", "canceled"}


def answered(step: str, response: Response[Any], kind: type[T]) -> T:
    """The parsed answer, or an error that names the step and shows the problem."""
    if not isinstance(response.parsed, kind):
        raise SystemExit(f"{step}: {response.status_code} {response.content.decode()}")
    return response.parsed


def main(ready_file: str, csv_file: str) -> None:
    """Runs the whole conversation against the service that wrote the ready file."""
    ready = json.loads(Path(ready_file).read_text(encoding="utf-8"))
    base_url: str = ready["base_url"]
    credentials = next(c for c in ready["clients"] if c["agency"] == "dp3a-kukar")

    basic = base64.b64encode(f"{credentials['client_id']}:{credentials['client_secret']}".encode()).decode()
    with AuthenticatedClient(base_url=base_url, token=basic, prefix="Basic") as login:
        request = TokenRequest(grant_type="client_credentials")
        token = answered("issueToken", issue_token.sync_detailed(client=login, body=request), TokenAnswer)

    with AuthenticatedClient(base_url=base_url, token=token.access_token) as api:
        me = answered("getMe", get_me.sync_detailed(client=api), Me)
        print(f"authenticated as {me.agency}")

        job = answered(
            "createImport",
            create_import.sync_detailed(
                client=api,
                body=File(payload=BytesIO(Path(csv_file).read_bytes())),
                kind="businesses",
                mode="commit",
                on_conflict="update",
                atomic=False,
                source="client-check-py",
                idempotency_key=str(uuid.uuid4()),
                sinergi_actor="client-check.py",
            ),
            Import,
        )
        polls = 0
        while job.status not in ENDED:
            if polls == 300:
                raise SystemExit(f"import {job.id} is still {job.status}")
            polls += 1
            time.sleep(0.1)
            job = answered("getImport", get_import.sync_detailed(job.id, client=api), Import)
        if job.status != "completed":
            errors = list_import_errors.sync_detailed(job.id, client=api)
            raise SystemExit(f"import {job.id} is {job.status}: {errors.content.decode()}")
        print(
            f"imported {job.total_rows} rows: "
            f"{job.created} created, {job.updated} updated, {job.unchanged} unchanged"
        )

        # Created the first time, unchanged when the same service is asked again.
        if job.created + job.unchanged != 3:
            raise SystemExit("not every row of the file became a business")

        page = answered("listBusinesses", list_businesses.sync_detailed(client=api, q="Contoh", limit=10), BusinessPage)
        names = [business.name for business in page.items]
        print(f"read back {len(names)}: {', '.join(names)}")
        if "Dapur Contoh Satu" not in names:
            raise SystemExit("the imported business was not read back")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: main.py READY_FILE CSV_FILE")
    main(sys.argv[1], sys.argv[2])
