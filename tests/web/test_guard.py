"""The guards on the real server, attacked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chatbot.coach import Coach
from chatbot.web.app import build, launch
from tests.web.conftest import free_port


@pytest.fixture(scope="module")
def url(bank: Coach) -> Iterator[str]:
    page = build(bank)
    _, address, _ = launch(page, free_port())
    yield address.rstrip("/")
    page.close()


def test_the_page_is_served_with_strict_headers(url: str) -> None:
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_host_name_is_refused(url: str) -> None:
    assert httpx.get(url, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/queue/join", "/"])
def test_another_site_is_refused(url: str, path: str) -> None:
    for origin in ("http://evil.example", "null"):
        assert httpx.post(url + path, headers={"Origin": origin}, content=b"x").status_code == 403


def test_a_large_request_is_refused(url: str) -> None:
    assert httpx.post(url + "/gradio_api/queue/join", content=b"x" * 2_000_000).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    try:
        status = httpx.post(url + "/gradio_api/upload", content=chunks()).status_code
    except httpx.HTTPError:
        status = 400
    assert status >= 400
    assert httpx.get(url).status_code == 200


def test_no_api_is_offered(url: str) -> None:
    from gradio_client import Client

    shown = Client(url, verbose=False).view_api(return_format="dict", print_info=False)
    assert shown == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_only_loopback_is_bound(url: str) -> None:
    import socket

    port = int(url.rsplit(":", 1)[1])
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
        socket.create_connection((own, port), timeout=2)
