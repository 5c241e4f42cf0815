"""An address that comes with a request leads to a page of ours, or where it would go anyway."""

import pytest

from accounts.safe_redirect import page_of_ours


@pytest.mark.parametrize("address", ["/today/", "/practices/hum/sit/?seconds=60&now=1", "/"])
def test_a_path_of_ours_is_gone_on_to(rf, address):
    assert page_of_ours(rf.get("/"), address, "practices") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "today/",
        "//example.net/",
        "///example.net",
        "/\\example.net",
        "//testserver/today/",
        "http://testserver/today/",
        "https://example.net/today/",
        "javascript:x()",
        " /today/",
        "/\t/example.net",
    ],
)
def test_whatever_else_leads_where_it_would_go_anyway(rf, address):
    assert page_of_ours(rf.get("/"), address, "practices") == "/practices/"
